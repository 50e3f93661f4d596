#pragma once

#include "engine/exporters/exporter.h"
#include "engine/exporters/exportfolder.h"
#include "engine/exporters/exporthosts.h"
#include "engine/runs/bundle.h"

#include <QObject>

#include "qml/export/exportcheck.h"
#include <memory>
#include <optional>

namespace Saltern {

/// An export and what it was made from.
struct ExportOutcome
{
    ExportInput input;
    ExportResult result;
    ExportCheck check;
    QList<ExportHost> overNetwork; // the hosts that may have no minion, whether asked for or not
};

/// One export of one state of a document, on a thread of the pool: large pipelines and their
/// runtimes take longer than a frame. Lives on the GUI thread; deleting it ends it silently.
class ExportRun : public QObject
{
    Q_OBJECT

public:
    struct Request
    {
        Bundle bundle;
        QString exporter;
        QString profile;
        QString otherwise;                      // see ExportInput
        std::optional<QList<ExportHost>> hosts; // nothing = those of the standard hosts file
        bool allMinions = false;                // whatever the hosts are
    };

    explicit ExportRun(Request request, QObject *parent = nullptr);

    void start();
    void cancel();

Q_SIGNALS:
    /// Exactly once, never from inside start().
    void finished(const Saltern::Result<Saltern::ExportOutcome> &outcome);

private:
    void finish(const Result<ExportOutcome> &outcome);

    Request m_request;
    bool m_ended = false;
};

/// Brings an export into a folder, on a thread of the pool. GUI thread.
class ExportWrite : public QObject
{
    Q_OBJECT

public:
    ExportWrite(QString folder,
                QString exporter,
                std::shared_ptr<const ExportOutcome> outcome,
                bool overwrite,
                QObject *parent = nullptr);

    void start();

Q_SIGNALS:
    /// Exactly once, never from inside start(). It cannot be cancelled: half an export is worse.
    void finished(const Saltern::Result<Saltern::FolderChanges> &changes);

private:
    QString m_folder;
    QString m_exporter;
    std::shared_ptr<const ExportOutcome> m_outcome;
    bool m_overwrite = false;
};

} // namespace Saltern
