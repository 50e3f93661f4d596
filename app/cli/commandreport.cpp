#include "app/cli/commandreport.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace Saltern::Cli {

namespace {

using Name = QLatin1StringView;

QString column(const QJsonValue &value, int width)
{
    return QStringLiteral("%1  ").arg(value.toString(), -width);
}

QStringList containerLines(const QJsonArray &containers)
{
    QStringList lines;
    for (const QJsonValue &value : containers) {
        const QJsonObject container = value.toObject();
        lines += column(container.value(Name("name")), 24) +
                 column(container.value(Name("image")), 24) +
                 container.value(Name("status")).toString();
    }
    return lines.isEmpty() ? QStringList{QStringLiteral("no containers")} : lines;
}

QStringList imageLines(const QJsonArray &images)
{
    QStringList lines;
    for (const QJsonValue &value : images) {
        const QJsonObject image = value.toObject();
        lines += column(image.value(Name("tags")).toArray().first(), 40) +
                 image.value(Name("id")).toString().section(u':', 1).left(12);
    }
    return lines.isEmpty() ? QStringList{QStringLiteral("no images")} : lines;
}

QStringList dataLines(const QJsonObject &data)
{
    if (data.value(Name("containers")).isArray())
        return containerLines(data.value(Name("containers")).toArray());
    if (data.value(Name("images")).isArray())
        return imageLines(data.value(Name("images")).toArray());
    if (data.contains(Name("output")))
        return data.value(Name("output")).toString().trimmed().split(u'\n');
    if (data.contains(Name("changed")))
        return {data.value(Name("changed")).toBool() ? QStringLiteral("done")
                                                     : QStringLiteral("it was so already")};
    return QString::fromUtf8(QJsonDocument(data).toJson().trimmed()).split(u'\n');
}

QStringList failureLines(const QJsonObject &entry)
{
    const QJsonObject error = entry.value(Name("error")).toObject();
    QStringList lines{
        QStringLiteral("failed: %1 %2")
            .arg(error.value(Name("message")).toString(), error.value(Name("remedy")).toString())
            .trimmed()};
    const QString log = entry.value(Name("log")).toString().trimmed();
    if (!log.isEmpty())
        lines += log.split(u'\n');
    return lines;
}

} // namespace

QString describeEntry(const QJsonObject &entry)
{
    QStringList lines{entry.value(Name("host")).toString()};
    QStringList content;
    if (entry.value(Name("skipped")).toBool())
        content = {QStringLiteral("not begun")};
    else if (entry.value(Name("ok")).toBool())
        content = dataLines(entry.value(Name("data")).toObject());
    else
        content = failureLines(entry);
    for (const QString &line : std::as_const(content))
        lines += QStringLiteral("    ") + line;
    return lines.join(u'\n');
}

} // namespace Saltern::Cli
