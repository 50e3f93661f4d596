#include "app/studio/engineclient/eventtext.h"

#include "app/studio/engineclient/jsonfields.h"

namespace Saltern {

namespace {

constexpr qsizetype longestSummary = 160;

void addIfThere(QStringList &words, const QString &word)
{
    if (!word.isEmpty())
        words.append(word);
}

QString containerSummary(const QJsonObject &container)
{
    QStringList words;
    addIfThere(words, textOf(container, "name"));
    if (const QJsonValue code = container.value(QLatin1StringView("exitCode")); code.isDouble())
        words.append(QStringLiteral("exit=%1").arg(code.toInt()));
    else
        addIfThere(words, textOf(container, "health"));
    if (words.size() < 2)
        addIfThere(words, textOf(container, "image"));
    return words.join(u' ');
}

} // namespace

QString eventSummary(const QJsonObject &event)
{
    const QJsonObject data = objectOf(event, "data");
    if (const QJsonObject container = objectOf(data, "container"); !container.isEmpty())
        return containerSummary(container);
    for (const char *kind : {"image", "network", "volume"}) {
        const QJsonObject thing = objectOf(data, kind);
        if (const QString name = textOf(thing, "name"); !name.isEmpty())
            return name;
    }
    if (const QString version = textOf(objectOf(data, "host"), "version"); !version.isEmpty())
        return QStringLiteral("Docker ") + version;
    if (const QString reason = textOf(data, "reason"); !reason.isEmpty())
        return reason;
    return data.isEmpty() ? textOf(event, "subject") : jsonLine(data).left(longestSummary);
}

QString eventOrigin(const QString &type)
{
    static const QStringList known{QStringLiteral("docker"),
                                   QStringLiteral("saltern"),
                                   QStringLiteral("host"),
                                   QStringLiteral("timer"),
                                   QStringLiteral("webhook")};
    const QString first = type.section(u'/', 0, 0);
    return known.contains(first) ? first : QStringLiteral("other");
}

} // namespace Saltern
