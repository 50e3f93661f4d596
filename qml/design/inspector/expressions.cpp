#include "qml/design/inspector/expressions.h"

#include "engine/events/template.h"

#include <QJsonArray>
#include <QRegularExpression>

#include "qml/design/pattern/eventpaths.h"
#include <algorithm>

namespace Saltern {

namespace {

using Name = QLatin1StringView;

constexpr qsizetype mostItems = 60;
const QString mask = QStringLiteral("•••");

class SampleScope final : public TemplateScope
{
public:
    explicit SampleScope(const QVariantMap &scope) : m_scope(QJsonObject::fromVariantMap(scope)) {}

    std::optional<QJsonValue> root(const QString &name) const override
    {
        const auto found = m_scope.constFind(name);
        const bool readable = found != m_scope.constEnd() && name != Name("secret");
        return readable ? std::optional<QJsonValue>(*found) : std::nullopt;
    }
    Result<QString> secret(const QString &) const override { return mask; }

private:
    QJsonObject m_scope;
};

struct Candidate
{
    QString text;
    QString detail;
    QString kind;
};

// A key as a path writes it: ".name", or "['odd key']".
QString written(const QString &key)
{
    static const QRegularExpression plain(QStringLiteral("\\A[\\w/@.-]+\\z"));
    return plain.match(key).hasMatch() ? QString(u'.' + key) : QStringLiteral("['%1']").arg(key);
}

void addPaths(const QJsonValue &value, const QString &path, QList<Candidate> &candidates)
{
    constexpr qsizetype most = 1000;
    if (candidates.size() >= most)
        return;
    candidates.append({path, shortJson(value), QStringLiteral("path")});
    const QJsonObject object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member)
        addPaths(member.value(), path + written(member.key()), candidates);
}

QList<Candidate> pathsOf(const QVariantMap &scope)
{
    QList<Candidate> candidates;
    const QJsonObject roots = QJsonObject::fromVariantMap(scope);
    for (const char *root : {"event", "trigger", "steps", "host", "run"}) {
        if (roots.contains(Name(root)))
            addPaths(roots.value(Name(root)), QString::fromLatin1(root), candidates);
    }
    const QJsonArray secrets = roots.value(Name("secret")).toArray();
    for (const QJsonValue &secret : secrets)
        candidates.append(
            {QStringLiteral("secret.") + secret.toString(), mask, QStringLiteral("secret")});
    if (secrets.isEmpty())
        candidates.append({QStringLiteral("secret."), mask, QStringLiteral("secret")});
    return candidates;
}

// Where the {{ }} around the cursor begins, behind its braces; -1 outside of one.
qsizetype openingBefore(const QString &text, qsizetype cursor)
{
    const qsizetype open = text.left(cursor).lastIndexOf(QStringLiteral("{{"));
    const qsizetype close = text.left(cursor).lastIndexOf(QStringLiteral("}}"));
    return open < 0 || close > open ? -1 : open + 2;
}

QList<Candidate> filters()
{
    QList<Candidate> candidates;
    const QStringList names = Template::filterNames();
    for (const QString &name : names)
        candidates.append({name, {}, QStringLiteral("filter")});
    return candidates;
}

// Those that begin as typed come first, then those that hold it anywhere, short ones before long.
QVariantList fitting(QList<Candidate> candidates, const QString &typed)
{
    const auto rank = [&](const Candidate &candidate) {
        return candidate.text.startsWith(typed, Qt::CaseInsensitive) ? 0 : candidate.text.size();
    };
    candidates.removeIf([&](const Candidate &candidate) {
        return candidate.text == typed || !candidate.text.contains(typed, Qt::CaseInsensitive);
    });
    std::stable_sort(candidates.begin(),
                     candidates.end(),
                     [&](const Candidate &a, const Candidate &b) { return rank(a) < rank(b); });
    QVariantList items;
    for (const Candidate &candidate : candidates.mid(0, mostItems))
        items.append(QVariantMap{{QStringLiteral("text"), candidate.text},
                                 {QStringLiteral("detail"), candidate.detail},
                                 {QStringLiteral("kind"), candidate.kind}});
    return items;
}

} // namespace

bool Expressions::isExpression(const QString &text)
{
    return text.contains(QStringLiteral("{{"));
}

QVariantMap Expressions::evaluate(const QString &text, const QVariantMap &scope)
{
    const auto parsed = Template::parse(text);
    if (!parsed)
        return {{QStringLiteral("error"), parsed.error().toString()}};
    QStringList secrets;
    const auto references = parsed->references();
    for (const TemplateReference &reference : references) {
        if (reference.segments.first() == Name("secret") && reference.segments.size() > 1)
            secrets += reference.segments.at(1);
    }
    secrets.removeDuplicates();
    const auto value = parsed->render(SampleScope(scope));
    QVariantMap result{{QStringLiteral("secrets"), secrets}};
    if (!value)
        result.insert(QStringLiteral("error"), value.error().toString());
    else
        result.insert(QStringLiteral("text"),
                      value->isString() ? value->toString().left(200) : shortJson(*value, 200));
    return result;
}

QVariantMap Expressions::complete(const QString &text, int cursor, const QVariantMap &scope)
{
    const qsizetype open = openingBefore(text, cursor);
    if (open < 0)
        return {};
    static const QRegularExpression word(QStringLiteral("[\\w./@'\\[\\]-]*\\z"));
    const QString before = text.mid(open, cursor - open);
    const qsizetype from = open + word.match(before).capturedStart();
    const bool isFilter = text.mid(open, from - open).trimmed().endsWith(u'|');
    return {{QStringLiteral("from"), from},
            {QStringLiteral("items"),
             fitting(isFilter ? filters() : pathsOf(scope), text.mid(from, cursor - from))}};
}

} // namespace Saltern
