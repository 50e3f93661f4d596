#include "engine/exporters/salt/salttarget.h"

#include "engine/pipeline/targetjson.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

namespace Saltern {

namespace {

using Latin = QLatin1StringView;

// Writes the tree of a target as a text for Salt's compound matcher, whose words are separated by
// blanks; remembers what stands in the way.
class CompoundWriter
{
public:
    QString write(const QJsonObject &term)
    {
        for (const char *word : {"and", "or"}) {
            if (term.contains(Latin(word)))
                return joined(term.value(Latin(word)).toArray(), Latin(word));
        }
        if (term.contains(Latin("not")))
            return QStringLiteral("not ") + write(term.value(Latin("not")).toObject());
        if (term.contains(Latin("label")))
            return label(term.value(Latin("label")).toString(),
                         term.value(Latin("value")).toString());
        if (term.contains(Latin("expression")))
            return expression(term.value(Latin("expression")).toString());
        if (term.contains(Latin("name")))
            return QStringLiteral("L@") + plain(term.value(Latin("name")).toString());
        return plain(term.value(Latin("glob")).toString());
    }

    QString problem;
    bool readsLabels = false;
    bool readsExpressions = false;

private:
    QString joined(const QJsonArray &parts, Latin word)
    {
        QStringList texts;
        for (const QJsonValue &part : parts)
            texts += write(part.toObject());
        return QStringLiteral("( %1 )").arg(texts.join(u' ' + QString(word) + u' '));
    }

    QString label(const QString &name, const QString &value)
    {
        readsLabels = true;
        if (name.contains(u':'))
            problem = QStringLiteral("the label %1 has a colon in its name").arg(name);
        return QStringLiteral("G@saltern:labels:%1:%2").arg(plain(name), plain(value));
    }

    QString expression(const QString &pattern)
    {
        // What PCRE reads and Python's re does not, or otherwise.
        static const QRegularExpression foreign(
            QStringLiteral("\\(\\?(?!:)|\\[\\[|\\\\[^dDwWsSbB.^$*+?(){}\\[\\]|\\\\/-]|[*+?}]\\+"));
        readsExpressions = true;
        if (foreign.match(pattern).hasMatch())
            problem = QStringLiteral("Python reads the expression %1 otherwise").arg(pattern);
        return QStringLiteral("E@(?:%1)\\Z").arg(plain(pattern));
    }

    // A text that stands as one word.
    QString plain(const QString &text)
    {
        static const QRegularExpression blank(QStringLiteral("\\s|[\\x00-\\x1f\\x7f]"));
        if (text.isEmpty() || blank.match(text).hasMatch())
            problem = QStringLiteral("\"%1\" is empty or has blanks in it").arg(text.left(60));
        return text;
    }
};

} // namespace

Result<SaltTarget> saltTarget(const QString &target)
{
    const auto tree = targetJson(target);
    if (!tree)
        return fail(tree.error());
    CompoundWriter writer;
    SaltTarget found{.compound = writer.write(*tree), .tree = *tree};
    if (!writer.problem.isEmpty())
        return fail(ErrorKind::Unsupported,
                    QStringLiteral("Salt has no words for the target: %1.").arg(writer.problem),
                    QStringLiteral("Name the hosts, with * and ? where that helps."));
    found.readsLabels = writer.readsLabels;
    if (writer.readsLabels)
        found.differences += QStringLiteral(
            "Labels are the minions' grains `saltern:labels`, and Salt compares their values "
            "without regard to capitals where it picks minions itself.");
    if (writer.readsExpressions)
        found.differences += QStringLiteral("Expressions behind `E@` are read by Python.");
    return found;
}

} // namespace Saltern
