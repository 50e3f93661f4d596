#include "app/studio/canvas/canvasview.h"
#include "app/studio/canvas/edgelayer.h"
#include "app/studio/canvas/nodedescription.h"
#include "app/studio/canvas/nodelayer.h"
#include "app/studio/canvas/overlaylayer.h"
#include "app/studio/document/shownwires.h"

#include <QCursor>

namespace Saltern {

NodeLook CanvasView::lookOf(const QString &node) const
{
    NodeLook look{.isSelected = isSelected(node), .hasFocusRing = hasFocusRing(node)};
    const bool isHovered = m_hovered.id == node;
    look.isHovered = isHovered && m_hovered.what == CanvasHit::What::Node;
    look.hoveredOutput =
        isHovered && m_hovered.what == CanvasHit::What::Output ? m_hovered.port : -1;
    look.isInputHovered = isHovered && m_hovered.what == CanvasHit::What::Input;
    if (m_feedback.isDrawingWire) {
        const bool isRefused = m_refusals.contains(node);
        look.wireTarget = isRefused ? 0 : node == m_wireTarget ? 2 : 1;
        look.targetsOutputs = m_targetsOutputs;
    } else if (m_hovered.what == CanvasHit::What::Wire) {
        // Both ends of a wire show where it leads, behind cards too.
        const WireBox *wire = m_scene.wire(m_hovered.id);
        if (wire && wire->from == node)
            look.hoveredOutput = wire->output;
        if (wire && wire->to == node)
            look.isInputHovered = true;
    }
    return look;
}

bool CanvasView::isSelected(const QString &id) const
{
    return document() && (selection()->contains(id) || selection()->containsWire(id) ||
                          selection()->containsFrame(id) || selection()->containsNote(id));
}

bool CanvasView::touchesSelection(const WireBox &wire) const
{
    return document() && selection()->contains(wire.from) && selection()->contains(wire.to);
}

bool CanvasView::hasFocusRing(const QString &id) const
{
    return m_showsFocusRing && hasActiveFocus() && m_current == id;
}

QString CanvasView::nodeWithPortNames() const
{
    if (isDistant() || m_gesture)
        return {};
    const NodeBox *box = m_scene.node(m_hovered.id);
    return box && box->geometry.outputYs.size() > 1 ? m_hovered.id : QString();
}

QString CanvasView::currentWireDescription() const
{
    const WireBox *wire = m_scene.wire(m_current);
    return wire ? wireDescription(m_scene, *wire) : QString();
}

void CanvasView::setFeedback(const CanvasFeedback &feedback)
{
    m_feedback = feedback;
    m_edges->update();
    m_nodes->syncLooks();
    m_overlay->refresh();
    setTip(feedback.refusal.isEmpty() ? feedback.hint : feedback.refusal);
}

void CanvasView::previewWire(const QString &key)
{
    CanvasFeedback feedback;
    feedback.spliceWire = key;
    setFeedback(feedback);
}

QVariantMap CanvasView::quickAddContextAt(QPointF view) const
{
    const CanvasHit hit = m_scene.hitAt(m_transform.toScene(view), zoom());
    if (hit.what == CanvasHit::What::Wire)
        return {{QStringLiteral("wire"), hit.id}};
    const WireBox *wire = m_scene.wire(m_current);
    if (!wire || !hasFocusRing(m_current))
        return {};
    return {{QStringLiteral("wire"), wire->key},
            {QStringLiteral("at"), m_transform.toView(wire->curve.middle())}};
}

void CanvasView::setWireTargets(const QVariantMap &refusals, const QString &target, bool atOutputs)
{
    m_refusals = refusals;
    m_wireTarget = target;
    m_targetsOutputs = atOutputs;
}

void CanvasView::clearWireTargets()
{
    m_refusals.clear();
    m_wireTarget.clear();
}

void CanvasView::setHovered(const CanvasHit &hit)
{
    if (hit == m_hovered)
        return;
    const bool touchesWire =
        hit.what == CanvasHit::What::Wire || m_hovered.what == CanvasHit::What::Wire;
    m_hovered = hit;
    if (touchesWire)
        m_edges->update();
    m_nodes->syncLooks();
    m_overlay->refresh();
    setTip(tipFor(hit));
    Q_EMIT hoveredChanged();
    setCursor(hit.isPort() ? Qt::CrossCursor
              : hit.what == CanvasHit::What::FrameCorner || hit.what == CanvasHit::What::NoteCorner
                  ? Qt::SizeFDiagCursor
                  : Qt::ArrowCursor);
}

void CanvasView::setTip(const QString &tip)
{
    if (tip == m_tip)
        return;
    m_tip = tip;
    Q_EMIT tipChanged();
}

QString CanvasView::tipFor(const CanvasHit &hit) const
{
    const NodeBox *box = m_scene.node(hit.id);
    if (!box || hit.what == CanvasHit::What::Wire)
        return {};
    if (hit.what == CanvasHit::What::Output)
        return box->outputTitles.value(hit.port);
    QStringList lines;
    for (const QString &error : box->errors)
        lines.append(tr("Error: %1").arg(error));
    for (const QString &warning : box->warnings)
        lines.append(tr("Warning: %1").arg(warning));
    if (box->facts && !box->facts->lastError.isEmpty())
        lines.append(tr("Failed: %1").arg(box->facts->lastError));
    if (box->facts && box->facts->isStale)
        lines.append(tr("Edited since it ran: what is shown is from before."));
    if (box->facts && box->facts->isChanged)
        lines.append(tr("What runs is an older version."));
    return lines.join(u'\n');
}

} // namespace Saltern
