#include "engine/events/pattern.h"

#include "engine/events/clausereader.h"
#include "engine/events/patternrules.h"
#include "engine/pipeline/jsonpointer.h"

#include <QJsonDocument>

#include <algorithm>

namespace Saltern {

namespace {

constexpr int maximumDepth = 64;
constexpr std::size_t maximumWays = 1000;
const QString orKey = QStringLiteral("$or");

using Ways = std::vector<std::vector<int>>;

// Words that cannot be field names inside $or, because the branch would read like a match
// expression; the list is Event Ruler's.
bool isReservedInOr(const QString &name)
{
    static const QStringList later{
        QStringLiteral("regex"),
        QStringLiteral("not-wildcard"),
        QStringLiteral("date-after"),
        QStringLiteral("not-equals-ignore-case"),
        QStringLiteral("date-before"),
        QStringLiteral("date-on-or-after"),
        QStringLiteral("in-date-range"),
        QStringLiteral("date-on-or-before"),
        QStringLiteral("="),
        QStringLiteral("ip-address-in-range"),
        QStringLiteral("<"),
        QStringLiteral("ip-address-not-in-range"),
        QStringLiteral("<="),
        QStringLiteral(">"),
        QStringLiteral(">="),
    };
    return ClauseReader::expressionNames().contains(name) || later.contains(name);
}

// Event Ruler knows events that have a field named $or: only a list of objects that read like
// patterns is an alternative, anything else is that field.
bool isAlternative(const QJsonValue &value)
{
    const QJsonArray branches = value.toArray();
    return !branches.isEmpty() &&
           std::all_of(branches.begin(), branches.end(), [](const QJsonValue &branch) {
               const QStringList keys = branch.toObject().keys();
               return branch.isObject() && std::none_of(keys.begin(), keys.end(), isReservedInOr);
           });
}

struct Place
{
    QString path;    // joined by dots
    QString pointer; // JSON pointer
    int depth = 0;
    bool insideOr = false;
    bool atRoot = true;

    Place step(const QString &key) const
    {
        return {
            atRoot ? key : path + u'.' + key, pointerTo(pointer, key), depth + 1, insideOr, false};
    }
};

class Compiler
{
public:
    explicit Compiler(Pattern::Rules &rules) : m_rules(rules) {}

    Result<void> object(const QJsonObject &object, const Place &place, Ways &ways)
    {
        if (object.isEmpty())
            return wrong(place,
                         QStringLiteral("has no fields in it."),
                         QStringLiteral("Name at least one field, such as {\"type\": "
                                        "[\"docker/container/die\"]}."));
        if (place.depth > maximumDepth)
            return wrong(place,
                         QStringLiteral("is nested more than %1 levels deep.").arg(maximumDepth),
                         QStringLiteral("Join the keys with dots: {\"a.b.c\": [\"x\"]}."));
        for (auto it = object.constBegin(); it != object.constEnd(); ++it) {
            const QJsonValue value = it.value();
            const Place inner = place.step(it.key());
            const auto done = it.key() == orKey && isAlternative(value)
                                  ? alternatives(value.toArray(), place, ways)
                                  : member(it.key(), value, inner, ways);
            if (!done)
                return done;
        }
        return {};
    }

private:
    Result<void> member(const QString &key, const QJsonValue &value, const Place &place, Ways &ways)
    {
        if (place.insideOr && isReservedInOr(key))
            return wrong(place,
                         QStringLiteral("is a reserved word inside \"$or\"."),
                         QStringLiteral("Match expressions stand in a field's list: {\"field\": "
                                        "[{\"%1\": ...}]}.")
                             .arg(key));
        if (value.isObject())
            return object(value.toObject(), place, ways);
        if (!value.isArray())
            return wrong(place,
                         QStringLiteral("is %1, and a pattern needs a list of values.")
                             .arg(describeType(value)),
                         QStringLiteral("Put it into brackets: [%1].").arg(shown(value)));
        auto test = ClauseReader(place.path, place.pointer).read(value.toArray());
        if (!test)
            return fail(std::move(test).error());
        return addField(
            {place.path.toStdString(), place.pointer, value.toArray(), std::move(*test)},
            place,
            ways);
    }

    Result<void> addField(Pattern::Rules::Field field, const Place &place, Ways &ways)
    {
        for (const auto &way : ways) {
            const bool taken = std::any_of(way.begin(), way.end(), [&](int other) {
                return m_rules.fields[static_cast<std::size_t>(other)].path == field.path;
            });
            if (taken)
                return wrong(place,
                             QStringLiteral("is tested twice, where both would have to hold."),
                             QStringLiteral("Merge the two lists, or put each into its own branch "
                                            "of an \"$or\"."));
        }
        const int index = static_cast<int>(m_rules.fields.size());
        m_rules.fields.push_back(std::move(field));
        for (auto &way : ways)
            way.push_back(index);
        return {};
    }

    Result<void> alternatives(const QJsonArray &branches, const Place &place, Ways &ways)
    {
        Place inner = place.step(orKey);
        inner.path = place.path; // $or is no step of the path
        inner.atRoot = place.atRoot;
        if (branches.size() < 2)
            return wrong(inner,
                         QStringLiteral("has an \"$or\" with one branch only."),
                         QStringLiteral("Write two or more objects, or leave the \"$or\" out."));
        inner.insideOr = true;
        const QString pointer = inner.pointer;
        const Ways before = std::move(ways);
        ways.clear();
        for (qsizetype i = 0; i < branches.size(); ++i) {
            Ways branch = before;
            inner.pointer = pointerTo(pointer, i);
            if (const auto done = object(branches.at(i).toObject(), inner, branch); !done)
                return done;
            ways.insert(ways.end(), branch.begin(), branch.end());
            if (ways.size() > maximumWays)
                return wrong(inner,
                             QStringLiteral("has \"$or\"s that combine to more than %1 ways to "
                                            "match.")
                                 .arg(maximumWays),
                             QStringLiteral("Split the pattern into several."));
        }
        return {};
    }

    static QString shown(const QJsonValue &value)
    {
        const QByteArray json = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
        return QString::fromUtf8(json.sliced(1, json.size() - 2)).left(60);
    }

    static tl::unexpected<Error>
    wrong(const Place &place, const QString &message, const QString &remedy)
    {
        const QString subject =
            place.path.isEmpty()
                ? QStringLiteral("The pattern ")
                : QStringLiteral("Pattern field \"%1\" ").arg(place.path.left(200));
        return fail(ErrorKind::BadInput, subject + message, remedy, place.pointer);
    }

    Pattern::Rules &m_rules;
};

} // namespace

Pattern::Pattern() = default;

Result<Pattern> Pattern::fromJson(const QJsonObject &pattern)
{
    auto rules = std::make_shared<Rules>();
    rules->source = pattern;
    Ways ways(1);
    if (const auto compiled = Compiler(*rules).object(pattern, {}, ways); !compiled)
        return fail(compiled.error());
    for (auto &way : ways) {
        std::sort(way.begin(), way.end(), [&rules](int a, int b) {
            return rules->fields[static_cast<std::size_t>(a)].path <
                   rules->fields[static_cast<std::size_t>(b)].path;
        });
    }
    rules->ways = std::move(ways);
    Pattern compiled;
    compiled.m_rules = std::move(rules);
    return compiled;
}

Result<Pattern> Pattern::parse(const QByteArray &json)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError)
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The pattern is not valid JSON: %1 at byte %2.")
                        .arg(error.errorString())
                        .arg(error.offset),
                    QStringLiteral("Write an object such as {\"type\": "
                                   "[\"docker/container/die\"]}."));
    if (!document.isObject())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The pattern is not a JSON object."),
                    QStringLiteral("Write an object such as {\"type\": "
                                   "[\"docker/container/die\"]}."));
    return fromJson(document.object());
}

const QJsonObject &Pattern::source() const
{
    static const QJsonObject none;
    return m_rules ? m_rules->source : none;
}

} // namespace Saltern
