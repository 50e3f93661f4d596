#include "app/studio/canvas/carriednode.h"

#include "engine/pipeline/registry.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMimeData>

namespace Saltern {

namespace {

const QString kindType = QStringLiteral("application/x-saltern-kind");
const QString containerType = QStringLiteral("application/x-saltern-container");
const QString imageType = QStringLiteral("application/x-saltern-image");

QString tr(const char *text)
{
    return QCoreApplication::translate("CarriedNode", text);
}

CarriedNode nodeOfKind(const QString &kind)
{
    const NodeDescriptor *descriptor = findDescriptor({kind, 0});
    return descriptor ? CarriedNode{.kind = kind, .words = descriptor->title} : CarriedNode();
}

CarriedNode containerTrigger(const QString &host, const QString &container)
{
    return {.kind = QStringLiteral("docker.event"),
            .parameters = {{QStringLiteral("hosts"), host},
                           {QStringLiteral("type"), QStringLiteral("container")},
                           {QStringLiteral("action"), QStringLiteral("die")},
                           {QStringLiteral("container"), container}},
            .words = tr("When %1 dies").arg(container)};
}

CarriedNode containerAction(const QString &host, const QString &container)
{
    return {.kind = QStringLiteral("container.action"),
            .parameters = {{QStringLiteral("action"), QStringLiteral("restart")},
                           {QStringLiteral("container"), container},
                           {QStringLiteral("place"), host}},
            .words = tr("Restart %1").arg(container)};
}

CarriedNode imageTrigger(const QString &host, const QString &image)
{
    return {.kind = QStringLiteral("docker.event"),
            .parameters = {{QStringLiteral("hosts"), host},
                           {QStringLiteral("type"), QStringLiteral("image")},
                           {QStringLiteral("match"),
                            QVariantMap{{QStringLiteral("data.image.name"), QVariantList{image}}}}},
            .words = tr("When %1 is pulled, tagged or deleted").arg(image)};
}

CarriedNode imageFunction(const QString &image)
{
    return {.kind = QStringLiteral("function"),
            .parameters = {{QStringLiteral("image"), image}},
            .words = tr("Run the program of %1").arg(image)};
}

} // namespace

CarriedNode carriedNode(const QMimeData &data, bool follows)
{
    if (data.hasFormat(kindType))
        return nodeOfKind(QString::fromUtf8(data.data(kindType)));
    const bool isContainer = data.hasFormat(containerType);
    const QJsonObject thing =
        QJsonDocument::fromJson(data.data(isContainer ? containerType : imageType)).object();
    const QString host = thing.value(QLatin1StringView("host")).toString();
    const QString name =
        thing.value(isContainer ? QLatin1StringView("container") : QLatin1StringView("image"))
            .toString();
    if (name.isEmpty())
        return {};
    if (isContainer)
        return follows ? containerAction(host, name) : containerTrigger(host, name);
    return follows ? imageFunction(name) : imageTrigger(host, name);
}

QVariantMap CarriedNodes::node(const QVariantMap &formats, bool follows) const
{
    QMimeData data;
    for (auto format = formats.begin(); format != formats.end(); ++format)
        data.setData(format.key(), format->toString().toUtf8());
    const CarriedNode node = carriedNode(data, follows);
    return {{QStringLiteral("kind"), node.kind},
            {QStringLiteral("parameters"), node.parameters},
            {QStringLiteral("words"), node.words}};
}

} // namespace Saltern
