#pragma once

#include "app/studio/document/draftfolder.h"

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

namespace Saltern {

class PipelineDocument;

/// Writes a draft of every changed document within a few seconds, and takes it away again when the
/// document is saved, undone to what was saved, or closed.
class Autosave : public QObject
{
    Q_OBJECT
public:
    explicit Autosave(const QString &folder, QObject *parent = nullptr);

    void watch(PipelineDocument *document);
    /// The document was closed by somebody who was asked.
    void forget(PipelineDocument *document);
    /// Writes what has changed now instead of after the pause.
    void writeNow();

    DraftFolder &drafts() { return m_drafts; }
    const DraftFolder &drafts() const { return m_drafts; }

Q_SIGNALS:
    /// Drafts cannot be written; once until they can be again.
    void failed(const QString &reason);

private:
    void update(PipelineDocument *document, const QString &id);

    DraftFolder m_drafts;
    QHash<PipelineDocument *, QString> m_ids;
    QSet<PipelineDocument *> m_changed;
    QTimer m_pause;
    int m_lastId = 0;
    bool m_failed = false;
};

} // namespace Saltern
