#include "app/studio/document/autosave.h"

#include "app/studio/document/pipelinedocument.h"

namespace Saltern {

namespace {

using namespace std::chrono_literals;

// With the time it takes to write, less than five seconds of work are at stake.
constexpr auto writeAfter = 3s;

} // namespace

Autosave::Autosave(const QString &folder, QObject *parent) : QObject(parent), m_drafts(folder)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(writeAfter);
    connect(&m_pause, &QTimer::timeout, this, &Autosave::writeNow);
}

void Autosave::watch(PipelineDocument *document)
{
    m_ids.insert(document, QString::number(++m_lastId));
    const auto note = [this, document] {
        m_changed.insert(document);
        // Not restarted by further changes: typing without a pause is saved too.
        if (!m_pause.isActive())
            m_pause.start();
    };
    connect(document, &PipelineDocument::edited, this, note);
    connect(document, &PipelineDocument::modifiedChanged, this, note);
    connect(document, &PipelineDocument::filesEdited, this, note);
    if (document->isModified())
        note();
}

void Autosave::forget(PipelineDocument *document)
{
    document->disconnect(this);
    m_changed.remove(document);
    if (const QString id = m_ids.take(document); !id.isEmpty())
        m_drafts.remove(id);
}

void Autosave::writeNow()
{
    m_pause.stop();
    const QSet<PipelineDocument *> changed = std::exchange(m_changed, {});
    for (PipelineDocument *document : changed)
        update(document, m_ids.value(document));
}

void Autosave::update(PipelineDocument *document, const QString &id)
{
    if (!document->isModified()) {
        m_drafts.remove(id);
        return;
    }
    const Result<> written = m_drafts.write({.id = id,
                                             .path = document->path(),
                                             .name = document->name(),
                                             .time = QDateTime::currentDateTimeUtc(),
                                             .text = document->text(),
                                             .layout = document->placedLayout(),
                                             .files = document->unsavedFiles()});
    if (!written && !m_failed)
        Q_EMIT failed(written.error().toString());
    m_failed = !written;
}

} // namespace Saltern
