#pragma once

#include "app/studio/document/pipelinedocument.h"

#include <QPointer>

namespace Saltern {

/// Points a view (a model, a set of marks) at another document, which it keeps in `kept`: the last
/// one tells it nothing more, `connectTo(document)` connects the new one, and `read` reads all of
/// it. A view may outlive its document for a moment: then it reads once more, and finds none.
/// Emits the view's documentChanged(). GUI thread.
template<typename View, typename ConnectTo>
void followDocument(View *view,
                    QPointer<PipelineDocument> &kept,
                    PipelineDocument *document,
                    ConnectTo connectTo,
                    void (View::*read)())
{
    if (document == kept)
        return;
    if (kept)
        kept->disconnect(view);
    kept = document;
    if (document) {
        connectTo(document);
        QObject::connect(document, &QObject::destroyed, view, [view, read] {
            (view->*read)();
            Q_EMIT view->documentChanged();
        });
    }
    (view->*read)();
    Q_EMIT view->documentChanged();
}

} // namespace Saltern
