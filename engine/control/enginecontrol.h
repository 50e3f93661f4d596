#pragma once

#include "engine/control/controlserver.h"
#include "engine/control/hoststates.h"
#include "engine/control/redaction.h"
#include "engine/control/runstatistics.h"
#include "engine/control/statisticsfeed.h"
#include "engine/runs/journalreader.h"

namespace Saltern {

class DemoStage;
class ServedFolder;

/// The control protocol of one engine: the server, and what its methods work with. Engine thread.
class EngineControl : public QObject
{
    Q_OBJECT
public:
    /// `engine` outlives it.
    explicit EngineControl(Engine &engine);
    ~EngineControl() override;

    Result<void> listen(const QString &path) { return m_server.listen(path); }

    /// The folder that decides which pipelines run; null = nobody but clients does.
    void setFolder(const ServedFolder *folder);
    const ServedFolder *folder() const { return m_folder; }

    /// Looks for the secrets that documents mention where the engine itself does not (a desktop's
    /// keyring), provides what it finds, then calls `then`: at once, or later on this thread.
    using SecretSource =
        std::function<void(const QList<QByteArray> &documents, std::function<void()> then)>;
    void setSecretSource(SecretSource source) { m_secretSource = std::move(source); }
    /// Before these documents are deployed.
    void lookUpSecrets(const QList<QByteArray> &documents, std::function<void()> then);

    Engine &engine() { return m_engine; }
    JournalReader &reader() { return m_reader; }
    RunStatistics &statistics() { return m_statistics; }
    StatisticsFeed &feed() { return m_feed; }
    HostStates &hosts() { return m_hosts; }
    ControlServer &server() { return m_server; }
    DemoStage &demos() { return *m_demos; }

Q_SIGNALS:
    /// What the folder's files say has changed.
    void folderChanged();

private:
    Engine &m_engine;
    const ServedFolder *m_folder = nullptr;
    SecretSource m_secretSource;
    Redaction m_redaction;
    JournalReader m_reader;
    RunStatistics m_statistics;
    StatisticsFeed m_feed;
    HostStates m_hosts;
    std::unique_ptr<DemoStage> m_demos;
    // Last, so that its connections go first: they look at all the others.
    ControlServer m_server;
};

} // namespace Saltern
