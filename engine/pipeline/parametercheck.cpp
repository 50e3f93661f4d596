#include "engine/pipeline/parametercheck.h"

#include "engine/base/bytesize.h"
#include "engine/base/duration.h"
#include "engine/base/nearestname.h"
#include "engine/events/cron.h"
#include "engine/events/pattern.h"
#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/placement.h"
#include "engine/pipeline/sourcefolder.h"

#include <QRegularExpression>
#include <QTimeZone>
#include <QUrl>

namespace Saltern {

namespace {

bool isWholeNumber(const QJsonValue &value)
{
    return value.isDouble() && value.toInteger(0) == value.toInteger(1);
}

bool looksLikeTemplate(const QString &text)
{
    return text.contains(QLatin1StringView("{{")) && text.contains(QLatin1StringView("}}"));
}

// The limit in the words of the setting's type.
QString limitText(const Parameter &parameter, double limit)
{
    switch (parameter.type) {
    case ParameterType::Duration:
        return formatDuration(std::chrono::milliseconds(static_cast<qint64>(limit)));
    case ParameterType::ByteSize:
        return formatByteSize(static_cast<qint64>(limit));
    default:
        return QString::number(limit, 'g', 12);
    }
}

QString shortened(const QString &text)
{
    return text.size() <= 60 ? text : text.left(57) + QStringLiteral("...");
}

QStringList namesOf(const std::vector<Parameter> &parameters)
{
    QStringList names;
    for (const Parameter &parameter : parameters)
        names += parameter.name;
    return names;
}

} // namespace

void ParameterCheck::checkObject(const std::vector<Parameter> &parameters,
                                 const QJsonObject &values,
                                 const QString &pointer,
                                 const QString &owner)
{
    for (const Parameter &parameter : parameters) {
        const QJsonValue json = values.value(parameter.name);
        if (!json.isUndefined())
            checkValue({parameter, json, pointerTo(pointer, parameter.name), parameter.templated});
        else if (parameter.required)
            m_report.atKey(
                pointer,
                QStringLiteral("missing-field"),
                QStringLiteral("\"%1\" is missing in %2.").arg(parameter.name, owner),
                QStringLiteral("Add \"%1:\"; %2")
                    .arg(parameter.name, parameter.help.left(1).toLower() + parameter.help.mid(1)));
    }
    const QStringList names = namesOf(parameters);
    for (auto value = values.begin(); value != values.end(); ++value) {
        if (!names.contains(value.key()))
            m_report.atKey(pointerTo(pointer, value.key()),
                           QStringLiteral("unknown-field"),
                           QStringLiteral("There is no field \"%1\" in %2.")
                               .arg(shortened(value.key()), owner),
                           suggestName(value.key(), names));
    }
}

void ParameterCheck::checkValue(const Value &value)
{
    if (value.json.isNull() && value.parameter.type != ParameterType::Json) {
        m_report.atValue(value.pointer,
                         QStringLiteral("wrong-type"),
                         QStringLiteral("\"%1\" has no value.").arg(value.parameter.name),
                         QStringLiteral("Give it one, or remove the line."));
        return;
    }
    const bool rendersLater = value.templated && looksLikeTemplate(value.json.toString());
    if (!rendersLater)
        checkByType(value);
}

void ParameterCheck::checkByType(const Value &value)
{
    switch (value.parameter.type) {
    case ParameterType::Text:
    case ParameterType::Code:
        return checkText(value);
    case ParameterType::Integer:
        return checkInteger(value);
    case ParameterType::Number:
        return checkNumber(value);
    case ParameterType::Boolean:
        return checkBoolean(value);
    case ParameterType::Duration:
        return checkDuration(value);
    case ParameterType::ByteSize:
        return checkByteSize(value);
    case ParameterType::Choice:
        return checkChoice(value);
    case ParameterType::Pattern:
        return checkPattern(value);
    case ParameterType::Path:
        return checkPath(value);
    case ParameterType::Url:
        return checkUrl(value);
    case ParameterType::Target:
        return checkTarget(value);
    case ParameterType::Cron:
        return checkCron(value);
    case ParameterType::TimeZone:
        return checkTimeZone(value);
    case ParameterType::List:
    case ParameterType::Map:
    case ParameterType::Object:
        return checkElements(value);
    case ParameterType::Json:
        return checkAmbiguous(value.json, value.pointer);
    }
}

void ParameterCheck::checkElements(const Value &value)
{
    const Parameter &parameter = value.parameter;
    if (parameter.type == ParameterType::List) {
        if (!value.json.isArray() && !parameter.acceptsOne)
            return wrongType(value,
                             QStringLiteral("a list"),
                             QStringLiteral("Write it as in \"%1: [a, b]\".").arg(parameter.name));
        const QJsonArray list =
            value.json.isArray() ? value.json.toArray() : QJsonArray{value.json};
        for (qsizetype i = 0; i < list.size() && !parameter.fields.empty(); ++i) {
            const Parameter &element = parameter.fields.front();
            checkValue({element,
                        list.at(i),
                        value.json.isArray() ? pointerTo(value.pointer, i) : value.pointer,
                        value.templated || element.templated});
        }
        return;
    }
    if (!value.json.isObject())
        return wrongType(value,
                         QStringLiteral("a mapping"),
                         QStringLiteral("Write \"name: value\" lines indented below it."));
    const QJsonObject object = value.json.toObject();
    if (parameter.type == ParameterType::Object)
        return checkObject(parameter.fields, object, value.pointer, parameter.name);
    for (auto member = object.begin(); member != object.end() && !parameter.fields.empty();
         ++member) {
        const Parameter &element = parameter.fields.front();
        checkValue({element,
                    member.value(),
                    pointerTo(value.pointer, member.key()),
                    value.templated || element.templated});
    }
}

void ParameterCheck::checkText(const Value &value)
{
    if (!requireString(value, QStringLiteral("text"), QStringLiteral("Put quotes around it.")))
        return;
    const bool code = value.parameter.type == ParameterType::Code;
    if (!value.templated && !code && looksLikeTemplate(value.json.toString()))
        m_report.atValue(value.pointer,
                         QStringLiteral("not-a-template"),
                         QStringLiteral("\"%1\" is not a template; its {{ }} stay as they are.")
                             .arg(value.parameter.name),
                         QStringLiteral("Write the text itself."),
                         Severity::Warning);
}

void ParameterCheck::checkInteger(const Value &value)
{
    checkAmbiguous(value.json, value.pointer);
    if (!isWholeNumber(value.json))
        return wrongType(value,
                         QStringLiteral("a whole number"),
                         QStringLiteral("Write it as in \"%1: 3\".").arg(value.parameter.name));
    checkRange(value, value.json.toDouble());
}

void ParameterCheck::checkNumber(const Value &value)
{
    checkAmbiguous(value.json, value.pointer);
    if (!value.json.isDouble())
        return wrongType(value,
                         QStringLiteral("a number"),
                         QStringLiteral("Write it as in \"%1: 0.5\".").arg(value.parameter.name));
    checkRange(value, value.json.toDouble());
}

void ParameterCheck::checkBoolean(const Value &value)
{
    if (value.json.isBool())
        return;
    const QString written = value.json.toString().toLower();
    const bool yes = written == QLatin1StringView("yes") || written == QLatin1StringView("on");
    const bool no = written == QLatin1StringView("no") || written == QLatin1StringView("off");
    wrongType(value,
              QStringLiteral("true or false"),
              QStringLiteral("Write %1.")
                  .arg(yes  ? QStringLiteral("true")
                       : no ? QStringLiteral("false")
                            : QStringLiteral("true or false, without quotes")));
}

void ParameterCheck::checkDuration(const Value &value)
{
    if (isWholeNumber(value.json)) {
        const QString number = QString::number(value.json.toInteger());
        m_report.atValue(
            value.pointer,
            QStringLiteral("wrong-unit"),
            QStringLiteral("\"%1\" has no unit.").arg(value.parameter.name),
            QStringLiteral("Write %1s for seconds or %1ms for milliseconds.").arg(number));
        return;
    }
    const auto duration = parseDuration(value.json.toString());
    if (!duration) {
        m_report.atValue(value.pointer,
                         QStringLiteral("wrong-unit"),
                         QStringLiteral("\"%1\" is not a duration.").arg(value.parameter.name),
                         duration.error().remedy);
        return;
    }
    checkRange(value, static_cast<double>(duration->count()));
}

void ParameterCheck::checkByteSize(const Value &value)
{
    const auto size = parseByteSize(value.json.toString());
    if (!size) {
        m_report.atValue(value.pointer,
                         QStringLiteral("wrong-unit"),
                         value.json.isDouble()
                             ? QStringLiteral("\"%1\" has no unit.").arg(value.parameter.name)
                             : QStringLiteral("\"%1\" is not a size.").arg(value.parameter.name),
                         size.error().remedy);
        return;
    }
    checkRange(value, static_cast<double>(*size));
}

void ParameterCheck::checkRange(const Value &value, double number)
{
    const Parameter &parameter = value.parameter;
    const bool low = parameter.minimum && number < *parameter.minimum;
    const bool high = parameter.maximum && number > *parameter.maximum;
    if (!low && !high)
        return;
    const QString remedy =
        parameter.minimum && parameter.maximum ? QStringLiteral("It may be %1 to %2.")
                                                     .arg(limitText(parameter, *parameter.minimum),
                                                          limitText(parameter, *parameter.maximum))
        : low ? QStringLiteral("It is at least %1.").arg(limitText(parameter, *parameter.minimum))
              : QStringLiteral("It is at most %1.").arg(limitText(parameter, *parameter.maximum));
    m_report.atValue(
        value.pointer,
        QStringLiteral("out-of-range"),
        QStringLiteral("\"%1\" is too %2.")
            .arg(parameter.name, low ? QStringLiteral("small") : QStringLiteral("large")),
        remedy);
}

void ParameterCheck::checkChoice(const Value &value)
{
    const QStringList &choices = value.parameter.choices;
    if (value.json.isString() && choices.contains(value.json.toString()))
        return;
    m_report.atValue(value.pointer,
                     QStringLiteral("not-a-choice"),
                     value.json.isString()
                         ? QStringLiteral("\"%1\" cannot be \"%2\".")
                               .arg(value.parameter.name, shortened(value.json.toString()))
                         : QStringLiteral("\"%1\" is not text.").arg(value.parameter.name),
                     suggestName(value.json.toString(), choices));
}

void ParameterCheck::checkPattern(const Value &value)
{
    if (!value.json.isObject())
        return wrongType(value,
                         QStringLiteral("a pattern"),
                         QStringLiteral("Write fields with lists, as in "
                                        "\"data.container.name: [web]\"; see docs/patterns.md."));
    checkAmbiguous(value.json, value.pointer);
    const auto pattern = Pattern::fromJson(value.json.toObject());
    if (!pattern)
        m_report.atValue(value.pointer + pattern.error().detail,
                         QStringLiteral("bad-pattern"),
                         pattern.error().message,
                         pattern.error().remedy);
}

void ParameterCheck::checkPath(const Value &value)
{
    if (!requireString(value,
                       QStringLiteral("a path"),
                       QStringLiteral("Write it as in \"functions/hello.py\".")))
        return;
    const QString path = value.json.toString();
    const QStringList parts = path.split(u'/');
    const auto outside = [&](const QString &message) {
        m_report.atValue(value.pointer,
                         QStringLiteral("path-outside"),
                         message,
                         QStringLiteral("Move the file into the document's folder and name it "
                                        "relative to it."));
    };
    if (path.startsWith(u'/'))
        return outside(QStringLiteral("The path \"%1\" is absolute.").arg(shortened(path)));
    if (parts.contains(QLatin1StringView("..")))
        return outside(
            QStringLiteral("The path \"%1\" leaves the document's folder.").arg(shortened(path)));
    if (parts.contains(QString()) || parts.contains(QLatin1StringView(".")) ||
        path.contains(u'\\') || path.contains(QChar::Null)) {
        m_report.atValue(value.pointer,
                         QStringLiteral("bad-path"),
                         QStringLiteral("\"%1\" is not a plain path.").arg(shortened(path)),
                         QStringLiteral("Write it as in \"functions/hello.py\"."));
        return;
    }
    const auto entry = m_folder ? m_folder->look(path) : SourceFolder::Entry::File;
    if (entry == SourceFolder::Entry::Outside)
        outside(QStringLiteral("A link on the path \"%1\" leaves the document's folder.")
                    .arg(shortened(path)));
    else if (entry != SourceFolder::Entry::File)
        m_report.atValue(
            value.pointer,
            QStringLiteral("missing-file"),
            entry == SourceFolder::Entry::Missing
                ? QStringLiteral("The file \"%1\" is not there.").arg(shortened(path))
            : entry == SourceFolder::Entry::Folder
                ? QStringLiteral("\"%1\" is not a file.").arg(shortened(path))
                : QStringLiteral("The file \"%1\" cannot be read.").arg(shortened(path)),
            QStringLiteral("Create it beside the document, or mend the path."));
}

void ParameterCheck::checkUrl(const Value &value)
{
    if (!requireString(value, QStringLiteral("a URL"), QStringLiteral("Put quotes around it.")))
        return;
    // The URL itself is not repeated: those of webhooks are secrets.
    const QUrl url(value.json.toString(), QUrl::StrictMode);
    const bool web =
        url.scheme() == QLatin1StringView("http") || url.scheme() == QLatin1StringView("https");
    if (!url.isValid() || !web || url.host().isEmpty())
        m_report.atValue(
            value.pointer,
            QStringLiteral("bad-url"),
            QStringLiteral("\"%1\" is not a URL that can be called.").arg(value.parameter.name),
            QStringLiteral("Begin it with http:// or https:// and a host."));
}

void ParameterCheck::checkTarget(const Value &value)
{
    if (!requireString(value,
                       QStringLiteral("text"),
                       QStringLiteral("Write host names or globs, as in \"web*,edge-1\".")))
        return;
    const QString text = value.json.toString();
    const auto report = [&](const Error &error) {
        m_report.inText(
            value.pointer,
            text,
            error.detail.toLongLong(),
            QStringLiteral("bad-target"),
            QStringLiteral("\"%1\" does not pick hosts. %2").arg(shortened(text), error.message),
            error.remedy);
    };
    // Words of its own make it a placement.
    if (!value.parameter.choices.isEmpty()) {
        if (const auto placement = Placement::parse(text); !placement)
            report(placement.error());
    } else if (const auto target = Target::parse(text); !target) {
        report(target.error());
    }
}

void ParameterCheck::checkCron(const Value &value)
{
    if (!requireString(value, QStringLiteral("text"), QStringLiteral("Put quotes around it.")))
        return;
    const auto schedule = CronSchedule::parse(value.json.toString());
    if (!schedule)
        m_report.atValue(value.pointer,
                         QStringLiteral("bad-cron"),
                         schedule.error().message,
                         schedule.error().remedy);
}

void ParameterCheck::checkTimeZone(const Value &value)
{
    if (!requireString(value, QStringLiteral("text"), QStringLiteral("Put quotes around it.")))
        return;
    const QString name = value.json.toString();
    if (QTimeZone::isTimeZoneIdAvailable(name.toUtf8()))
        return;
    QStringList known;
    const QList<QByteArray> zones = QTimeZone::availableTimeZoneIds();
    for (const QByteArray &zone : zones)
        known += QString::fromLatin1(zone);
    const QString near = nearestName(name, known);
    m_report.atValue(value.pointer,
                     QStringLiteral("bad-time-zone"),
                     QStringLiteral("There is no time zone \"%1\".").arg(shortened(name)),
                     near.isEmpty() ? QStringLiteral("Write an IANA name such as Europe/Berlin.")
                                    : QStringLiteral("Did you mean \"%1\"?").arg(near));
}

void ParameterCheck::checkAmbiguous(const QJsonValue &json, const QString &pointer)
{
    if (json.isArray()) {
        const QJsonArray array = json.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            checkAmbiguous(array.at(i), pointerTo(pointer, i));
    } else if (json.isObject()) {
        const QJsonObject object = json.toObject();
        for (auto member = object.begin(); member != object.end(); ++member)
            checkAmbiguous(member.value(), pointerTo(pointer, member.key()));
    } else if (const QString written = m_report.source().ambiguous.value(pointer);
               !written.isEmpty()) {
        const bool number = json.isDouble();
        m_report.atValue(
            pointer,
            QStringLiteral("yaml-trap"),
            QStringLiteral("%1 is %2 here, but not to every program that reads YAML.")
                .arg(written,
                     number ? QStringLiteral("the number %1").arg(json.toInteger())
                            : QStringLiteral("text")),
            number
                ? QStringLiteral("Write %1, or \"%2\" for text.").arg(json.toInteger()).arg(written)
                : QStringLiteral("Write \"%1\" with quotes for text, else true, "
                                 "false or a plain number.")
                      .arg(written));
    }
}

bool ParameterCheck::requireString(const Value &value, const QString &wanted, const QString &remedy)
{
    if (value.json.isString() && !value.json.toString().isEmpty())
        return true;
    if (value.json.isString() && value.parameter.type == ParameterType::Text)
        return true;
    wrongType(value, wanted, remedy);
    return false;
}

void ParameterCheck::wrongType(const Value &value, const QString &wanted, const QString &remedy)
{
    m_report.atValue(value.pointer,
                     QStringLiteral("wrong-type"),
                     QStringLiteral("\"%1\" is not %2.").arg(value.parameter.name, wanted),
                     remedy);
}

} // namespace Saltern
