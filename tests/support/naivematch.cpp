#include "tests/support/naivematch.h"

#include <QHostAddress>
#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>

namespace Saltern::Test {

namespace {

using Membership = QMap<int, int>; // array -> index of the element

using Conjunction = QMap<QString, QJsonArray>; // clause by joined path

QString joined(const QString &path, const QString &key, bool atRoot)
{
    return atRoot ? key : path + u'.' + key;
}

// QHostAddress also reads shortened and octal IPv4, zones, and whatever stands before a zero byte.
QHostAddress addressOf(const QString &text)
{
    static const QString part = QStringLiteral("(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)");
    static const QString quad = part + QStringLiteral("(\\.%1){3}").arg(part);
    static const QRegularExpression literal(
        QStringLiteral("\\A(%1|[0-9A-Fa-f]*:([0-9A-Fa-f]*:)*([0-9A-Fa-f]*|%1))\\z").arg(quad));
    if (!literal.match(text).hasMatch())
        return {};
    const QHostAddress address(text);
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4);
    return isV4 ? QHostAddress(v4) : address;
}

// Whether the list under "$or" holds patterns, and not the values of a field of that name.
bool areBranches(const QJsonArray &list)
{
    static const QStringList expressions{QStringLiteral("prefix"),
                                         QStringLiteral("suffix"),
                                         QStringLiteral("wildcard"),
                                         QStringLiteral("equals-ignore-case"),
                                         QStringLiteral("anything-but"),
                                         QStringLiteral("numeric"),
                                         QStringLiteral("cidr"),
                                         QStringLiteral("exists"),
                                         QStringLiteral("exactly")};
    return !list.isEmpty() && std::all_of(list.begin(), list.end(), [](const QJsonValue &entry) {
        const QStringList keys = entry.toObject().keys();
        return entry.isObject() && std::none_of(keys.begin(), keys.end(), [](const QString &key) {
                   return expressions.contains(key);
               });
    });
}

QList<Conjunction> expand(const QJsonObject &pattern, const QString &path, bool atRoot)
{
    QList<Conjunction> all{Conjunction()};
    const auto combine = [&all](const QList<Conjunction> &more) {
        QList<Conjunction> combined;
        for (const Conjunction &left : std::as_const(all)) {
            for (Conjunction right : more) {
                right.insert(left);
                combined.append(right);
            }
        }
        all = combined;
    };
    for (auto it = pattern.begin(); it != pattern.end(); ++it) {
        if (it.key() == u"$or" && areBranches(it.value().toArray())) {
            QList<Conjunction> branches;
            const QJsonArray list = it.value().toArray();
            for (const QJsonValue &branch : list)
                branches += expand(branch.toObject(), path, atRoot);
            combine(branches);
        } else if (it.value().isObject()) {
            combine(expand(it.value().toObject(), joined(path, it.key(), atRoot), false));
        } else {
            combine({Conjunction{{joined(path, it.key(), atRoot), it.value().toArray()}}});
        }
    }
    return all;
}

bool equalIgnoringCase(QStringView pattern, QStringView text)
{
    if (pattern.isEmpty())
        return text.isEmpty();
    const qsizetype size = pattern[0].isHighSurrogate() ? 2 : 1;
    const QString character = pattern.left(size).toString();
    QStringList forms{character, character.toLower(), character.toUpper()};
    forms.removeDuplicates(); // or a text without cases would be tried in 3^length ways
    return std::any_of(forms.begin(), forms.end(), [&](const QString &form) {
        return text.startsWith(form) &&
               equalIgnoringCase(pattern.sliced(size), text.sliced(form.size()));
    });
}

bool anyPart(const QString &text, const std::function<bool(QStringView)> &fits, bool prefix)
{
    for (qsizetype i = 0; i <= text.size(); ++i) {
        if (fits(prefix ? QStringView(text).left(i) : QStringView(text).sliced(i)))
            return true;
    }
    return false;
}

QRegularExpression toRegularExpression(const QString &wildcard)
{
    QString expression;
    for (qsizetype i = 0; i < wildcard.size(); ++i) {
        if (wildcard[i] == u'*')
            expression += QStringLiteral(".*");
        else
            expression +=
                QRegularExpression::escape(wildcard.mid(wildcard[i] == u'\\' ? ++i : i, 1));
    }
    return QRegularExpression(QRegularExpression::anchoredPattern(expression),
                              QRegularExpression::DotMatchesEverythingOption);
}

bool fits(const QString &name, const QJsonValue &operand, const QJsonValue &value);

bool excludes(const QJsonValue &operand, const QJsonValue &value)
{
    QString name = QStringLiteral("=");
    QJsonValue inner = operand;
    if (operand.isObject()) {
        name = operand.toObject().begin().key();
        inner = operand.toObject().begin().value();
    }
    const QJsonArray list = inner.isArray() ? inner.toArray() : QJsonArray{inner};
    return std::any_of(list.begin(), list.end(), [&](const QJsonValue &one) {
        return name == u"=" ? one == value : fits(name, one, value);
    });
}

bool inRange(const QJsonArray &terms, double number)
{
    for (int i = 0; i < terms.size(); i += 2) {
        const QString op = terms[i].toString();
        const double bound = terms[i + 1].toDouble();
        const bool ok = op == u"="    ? number == bound
                        : op == u"<"  ? number < bound
                        : op == u"<=" ? number <= bound
                        : op == u">"  ? number > bound
                                      : number >= bound;
        if (!ok)
            return false;
    }
    return true;
}

bool fits(const QString &name, const QJsonValue &operand, const QJsonValue &value)
{
    if (name == u"exists")
        return operand.toBool();
    if (name == u"anything-but")
        return !excludes(operand, value);
    if (name == u"numeric")
        return value.isDouble() && inRange(operand.toArray(), value.toDouble());
    if (!value.isString())
        return false;
    const QString text = value.toString();
    if (name == u"cidr") {
        const QHostAddress address = addressOf(text);
        const auto subnet = QHostAddress::parseSubnet(operand.toString());
        return !address.isNull() && address.protocol() == subnet.first.protocol() &&
               address.isInSubnet(subnet);
    }
    if (name == u"wildcard")
        return toRegularExpression(operand.toString()).match(text).hasMatch();
    if (name == u"equals-ignore-case")
        return equalIgnoringCase(operand.toString(), text);
    if (name == u"exactly")
        return text == operand.toString();
    const bool prefix = name == u"prefix";
    if (operand.isObject()) {
        const QString folded = operand[QLatin1StringView("equals-ignore-case")].toString();
        return anyPart(
            text, [&](QStringView part) { return equalIgnoringCase(folded, part); }, prefix);
    }
    return prefix ? text.startsWith(operand.toString()) : text.endsWith(operand.toString());
}

bool fits(const QJsonArray &clause, const QJsonValue &value)
{
    return std::any_of(clause.begin(), clause.end(), [&](const QJsonValue &wanted) {
        if (wanted.isObject())
            return fits(wanted.toObject().begin().key(), wanted.toObject().begin().value(), value);
        if (wanted.isString() && !addressOf(wanted.toString()).isNull())
            return value.isString() && addressOf(value.toString()) == addressOf(wanted.toString());
        return wanted == value;
    });
}

bool areConsistent(const Membership &chosen, const Membership &more)
{
    return std::all_of(more.keyBegin(), more.keyEnd(), [&](int array) {
        return !chosen.contains(array) || chosen[array] == more[array];
    });
}

} // namespace

// Chooses a value for each field in the order of the paths; a field that is to be absent has none
// that is consistent with those chosen before it.
class NaiveSearch
{
public:
    NaiveSearch(const NaiveEvent &event, const Conjunction &way) : m_event(event), m_way(way) {}

    bool run() const { return run(m_way.begin(), {}); }

private:
    bool run(Conjunction::const_iterator field, const Membership &chosen) const
    {
        if (field == m_way.end())
            return true;
        const auto candidates = m_event.m_values.value(field.key());
        const QJsonObject absence{{QStringLiteral("exists"), false}};
        const bool noneConsistent =
            std::none_of(candidates.begin(), candidates.end(), [&](const auto &value) {
                return areConsistent(chosen, value.where);
            });
        if (field.value().contains(absence) && noneConsistent && run(std::next(field), chosen))
            return true;
        return std::any_of(candidates.begin(), candidates.end(), [&](const auto &value) {
            if (!areConsistent(chosen, value.where) || !fits(field.value(), value.json))
                return false;
            Membership more = chosen;
            more.insert(value.where);
            return run(std::next(field), more);
        });
    }

    const NaiveEvent &m_event;
    const Conjunction &m_way;
};

NaiveEvent::NaiveEvent(const QJsonObject &event)
{
    flatten(event, {}, true, {});
}

void NaiveEvent::flatten(const QJsonValue &json,
                         const QString &path,
                         bool atRoot,
                         const QMap<int, int> &where)
{
    if (json.isObject()) {
        const QJsonObject object = json.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            flatten(it.value(), joined(path, it.key(), atRoot), false, where);
    } else if (json.isArray()) {
        const int number = m_arrays++;
        const QJsonArray array = json.toArray();
        for (int i = 0; i < array.size(); ++i) {
            Membership inside = where;
            if (array[i].isObject() || array[i].isArray())
                inside.insert(number, i);
            flatten(array[i], path, false, inside);
        }
    } else {
        m_values[path].append({json, where});
    }
}

bool NaiveEvent::isMatchedBy(const QJsonObject &pattern) const
{
    const QList<Conjunction> ways = expand(pattern, {}, true);
    return std::any_of(ways.begin(), ways.end(), [this](const Conjunction &way) {
        return NaiveSearch(*this, way).run();
    });
}

} // namespace Saltern::Test
