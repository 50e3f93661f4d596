#include "app/studio/canvas/nodedescription.h"

#include "app/studio/canvas/canvasscene.h"

#include <QCoreApplication>
#include <QLocale>

namespace Saltern {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("NodeDescription", text);
}

QString titleOf(const CanvasScene &scene, const QString &id)
{
    const NodeBox *box = scene.node(id);
    return box ? box->title : id;
}

QString inputsOf(const CanvasScene &scene, const NodeBox &box)
{
    QStringList from;
    for (const int index : scene.wiresOf(box.id)) {
        const WireBox &wire = scene.wires()[std::size_t(index)];
        if (wire.to == box.id)
            from.append(titleOf(scene, wire.from));
    }
    if (!box.hasInput)
        return tr("no input");
    if (from.isEmpty())
        return tr("input not connected");
    const QString names = from.join(QStringLiteral(", "));
    return from.size() == 1 ? tr("1 input from %1").arg(names)
                            : tr("%1 inputs from %2").arg(from.size()).arg(names);
}

QString outputsOf(const NodeBox &box)
{
    const qsizetype count = box.geometry.outputYs.size();
    return count == 1 ? tr("1 output") : tr("%1 outputs").arg(count);
}

} // namespace

QString nodeDescription(const CanvasScene &scene, const NodeBox &box)
{
    QString kind = box.kindLine.section(QStringLiteral(" · "), 0, 0);
    kind.replace(0, 1, kind.left(1).toUpper());
    QStringList parts{
        QStringLiteral("%1 '%2'").arg(kind, box.title), inputsOf(scene, box), outputsOf(box)};
    if (box.disabled != Disabled::No)
        parts.append(box.disabled == Disabled::Stop ? tr("muted") : tr("bypassed"));
    if (box.facts && box.facts->state != NodeRunState::Idle)
        parts.append(runStateName(box.facts->state));
    if (box.facts && box.facts->isStale)
        parts.append(tr("edited since it ran"));
    if (box.facts && box.facts->isChanged)
        parts.append(tr("not deployed yet"));
    if (box.isPinned)
        parts.append(tr("pinned"));
    for (const QString &error : box.errors)
        parts.append(tr("error: %1").arg(error));
    for (const QString &warning : box.warnings)
        parts.append(tr("warning: %1").arg(warning));
    return parts.join(QStringLiteral(", "));
}

QString wireDescription(const CanvasScene &scene, const WireBox &wire)
{
    QString text = tr("Wire from %1, %2, to %3")
                       .arg(titleOf(scene, wire.from), wire.port, titleOf(scene, wire.to));
    if (wire.facts)
        text += QStringLiteral(", ") + tr("%1 events").arg(QLocale().toString(wire.facts->count));
    return text;
}

} // namespace Saltern
