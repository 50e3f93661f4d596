#include "app/studio/canvas/gestures/decorgesture.h"

#include "app/studio/canvas/canvasview.h"
#include "app/studio/canvas/gridsnap.h"
#include "app/studio/document/pipelinedocument.h"

#include <algorithm>

namespace Saltern {

namespace {

constexpr QSizeF leastSize(96, 64);

} // namespace

DecorGesture::DecorGesture(CanvasView &canvas, const CanvasPointer &press, const CanvasHit &what)
    : Gesture(canvas, press), m_what(what)
{
}

bool DecorGesture::isFrame() const
{
    return m_what.what == CanvasHit::What::Frame || m_what.what == CanvasHit::What::FrameCorner;
}

bool DecorGesture::resizes() const
{
    return m_what.what == CanvasHit::What::FrameCorner ||
           m_what.what == CanvasHit::What::NoteCorner;
}

void DecorGesture::select() const
{
    if (isFrame())
        view().selection()->setFrame(m_what.id);
    else
        view().selection()->setNote(m_what.id);
}

void DecorGesture::begin()
{
    select();
    const CanvasScene *scene = view().scene();
    if (!isFrame()) {
        const auto note = std::ranges::find(scene->notes(), m_what.id, &StickyNote::id);
        m_start = note == scene->notes().end() ? QRectF() : note->rect;
        return;
    }
    const auto frame = std::ranges::find(scene->frames(), m_what.id, &Frame::id);
    m_start = frame == scene->frames().end() ? QRectF() : frame->rect;
    if (!takesContents())
        return;
    const QStringList inside = view().document()->nodesInFrame(m_what.id);
    for (const QString &id : inside) {
        if (const NodeBox *box = scene->node(id))
            m_nodes.insert(id, box->position);
    }
}

QRectF DecorGesture::rectFor(const CanvasPointer &pointer) const
{
    const QPointF way = pointer.scene - press().scene;
    if (!resizes())
        return QRectF(snapped(m_start.topLeft() + way), m_start.size());
    const QPointF corner = snapped(m_start.bottomRight() + way);
    return QRectF(m_start.topLeft(),
                  QSizeF(std::max(leastSize.width(), corner.x() - m_start.left()),
                         std::max(leastSize.height(), corner.y() - m_start.top())));
}

void DecorGesture::drag(const CanvasPointer &pointer)
{
    const QRectF rect = rectFor(pointer);
    if (!isFrame())
        return view().scene()->placeNote(m_what.id, rect);
    view().scene()->placeFrame(m_what.id, rect);
    QHash<QString, QPointF> places;
    for (auto it = m_nodes.cbegin(); it != m_nodes.cend(); ++it)
        places.insert(it.key(), it.value() + rect.topLeft() - m_start.topLeft());
    view().scene()->place(places);
}

void DecorGesture::drop(const CanvasPointer &pointer)
{
    const QRectF rect = rectFor(pointer);
    const QPointF way = rect.topLeft() - m_start.topLeft();
    PipelineDocument *document = view().document();
    view().scene()->restore();
    if (!isFrame())
        document->setStickyNoteRect(m_what.id, rect);
    else if (takesContents())
        document->moveFrame(m_what.id, way.x(), way.y());
    else
        document->setFrameRect(m_what.id, rect);
}

void DecorGesture::abandon()
{
    view().scene()->restore();
}

void DecorGesture::click(const CanvasPointer &)
{
    select();
}

} // namespace Saltern
