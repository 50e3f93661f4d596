#include "app/studio/canvas/gestures/wiregesture.h"

#include "app/studio/canvas/canvasview.h"
#include "app/studio/document/pipelinedocument.h"
#include "app/studio/document/shownwires.h"

#include <QCoreApplication>

namespace Saltern {

WireGesture::WireGesture(CanvasView &canvas, const CanvasPointer &press, const CanvasHit &port)
    : Gesture(canvas, press), m_port(port)
{
}

QString WireGesture::portName(const QString &node, int port) const
{
    const NodeBox *box = view().scene()->node(node);
    return box ? box->outputNames.value(port) : QString();
}

void WireGesture::begin()
{
    if (press().has(Qt::ControlModifier))
        m_moved = view().wiresAt(m_port);
    m_refusals = refusals();
}

// Why a node may not be the other end. A wire that is taken along keeps its far end, so what is
// asked is what may be in this port's place.
QVariantMap WireGesture::refusals() const
{
    PipelineDocument *document = view().document();
    if (!moves())
        return isForward() ? document->refusals(m_port.id, portName(m_port.id, m_port.port))
                           : document->refusalsTo(m_port.id);
    QVariantMap all;
    for (const QString &key : m_moved) {
        const Wire wire = wireFromKey(key);
        all.insert(isForward() ? document->refusalsTo(wire.to)
                               : document->refusals(wire.from, wire.port));
    }
    return all;
}

WireGesture::Target WireGesture::targetAt(QPointF scene) const
{
    const CanvasHit hit = view().scene()->hitAt(scene, view().zoom());
    if (hit.what != CanvasHit::What::Node && !hit.isPort())
        return {};
    // Forwards it ends at an input; taken along from an output it ends at another output.
    const bool wantsOutput = isForward() == moves();
    Target target{.node = hit.id, .refusal = m_refusals.value(hit.id).toString()};
    if (wantsOutput && hit.what == CanvasHit::What::Output)
        target.port = hit.port;
    const bool isWhereItBegan =
        hit.id == m_port.id && (!wantsOutput || target.port == m_port.port || !moves());
    return isWhereItBegan && target.refusal.isEmpty() ? Target() : target;
}

QPointF WireGesture::farEnd(const WireBox &wire) const
{
    return isForward() ? wire.curve.to() : wire.curve.from();
}

void WireGesture::drag(const CanvasPointer &pointer)
{
    const Target target = targetAt(pointer.scene);
    CanvasFeedback feedback;
    feedback.isDrawingWire = true;
    feedback.refusal = target.refusal;
    const NodeBox *box = view().scene()->node(m_port.id);
    if (!box)
        return;
    if (moves()) {
        feedback.cutWires = QSet<QString>(m_moved.cbegin(), m_moved.cend());
        for (const QString &key : std::as_const(m_moved)) {
            if (const WireBox *wire = view().scene()->wire(key))
                feedback.wires.append(
                    isForward() ? DrawnWire{pointer.scene, farEnd(*wire), wire->category}
                                : DrawnWire{farEnd(*wire), pointer.scene, wire->category});
        }
    } else if (isForward()) {
        feedback.wires.append({box->outputPoint(m_port.port), pointer.scene, box->category});
    } else {
        feedback.wires.append({pointer.scene, box->inputPoint(), {}});
    }
    for (DrawnWire &wire : feedback.wires)
        wire.isRefused = !target.refusal.isEmpty();
    view().setWireTargets(m_refusals, target.node, isForward() == moves());
    view().setFeedback(feedback);
}

void WireGesture::drop(const CanvasPointer &pointer)
{
    const Target target = targetAt(pointer.scene);
    abandon();
    if (target.node.isEmpty()) {
        const bool isOverNothing =
            view().scene()->hitAt(pointer.scene, view().zoom()).id != m_port.id;
        if (moves() && isOverNothing)
            view().document()->removeItems({}, m_moved);
        else if (isOverNothing && isForward())
            view().requestQuickAdd(
                pointer.view,
                {{QStringLiteral("fromNode"), m_port.id},
                 {QStringLiteral("fromPort"), portName(m_port.id, m_port.port)}});
        else if (isOverNothing)
            view().requestQuickAdd(pointer.view, {{QStringLiteral("toNode"), m_port.id}});
        return;
    }
    if (!target.refusal.isEmpty())
        return;
    if (moves())
        moveTo(target);
    else
        connectTo(target);
}

void WireGesture::connectTo(const Target &target)
{
    if (isForward())
        view().document()->connectNodes(m_port.id, portName(m_port.id, m_port.port), target.node);
    else
        view().document()->connectNodes(target.node, portName(target.node, target.port), m_port.id);
}

void WireGesture::moveTo(const Target &target)
{
    PipelineDocument *document = view().document();
    if (isForward()) {
        document->moveWires(m_moved, target.node, portName(target.node, target.port));
        return;
    }
    document->undoStack()->beginMacro(QCoreApplication::translate("WireGesture", "Move wires"));
    for (const QString &key : std::as_const(m_moved)) {
        const Wire wire = wireFromKey(key);
        document->disconnectWire(wire.from, wire.port, wire.to);
        document->connectNodes(wire.from, wire.port, target.node);
    }
    document->undoStack()->endMacro();
}

void WireGesture::abandon()
{
    view().clearWireTargets();
    view().setFeedback({});
}

} // namespace Saltern
