#pragma once

#include "engine/runs/bundle.h"
#include "engine/runs/runmode.h"

#include <QFileSystemWatcher>
#include <QJsonArray>
#include <QJsonObject>
#include <QObject>
#include <QThread>
#include <QTimer>

#include <map>
#include <vector>

namespace Saltern {

class Engine;

/// A folder that decides what runs: every *.saltern.yaml in it. Valid changes are taken over, an
/// invalid document keeps what ran before and is named, a document that is gone stops its pipeline.
/// Files are read on a thread of their own; the folder is looked at when the system says that it
/// changed, and every 10 s because not every file system does. Engine thread.
class ServedFolder : public QObject
{
    Q_OBJECT
public:
    ServedFolder(Engine &engine, const QString &folder, RunMode mode, QObject *parent = nullptr);
    ~ServedFolder() override;

    /// Before Engine::start(): looks at the folder once and waits for that, so that the pipelines
    /// run when the first event comes. An error when there is no such folder.
    Result<void> begin();

    const QString &path() const { return m_path; }

    bool serves(const QString &pipeline) const;

    /// Documents whose newest version does not run: {"document", "pipeline", "problems", "error"}.
    QJsonArray refused() const;

Q_SIGNALS:
    /// `document` is a file's name.
    void taken(const QString &document, const QString &pipeline);
    /// `lines`: every problem as file:line:column: message, or why the file cannot be read.
    void documentRefused(const QString &document, const QStringList &lines);
    void gone(const QString &document, const QString &pipeline);
    /// It is as somebody stopped it by hand, and waits for a change.
    void leftStopped(const QString &document, const QString &pipeline);
    void changed();

private:
    struct Found
    {
        QString document;
        Result<Bundle> bundle;
    };
    struct Known
    {
        QString revision; // of the version that was looked at last
        QString pipeline; // that runs from this document; empty = none does
        QJsonObject refusal;
        QStringList files; // absolute paths, to be watched
    };

    static std::vector<Found> readFolder(const QString &path);
    void rescan();
    void lookUpSecrets(const std::vector<Found> &found);
    void take(const std::vector<Found> &found);
    void look(const Found &found);
    void look(const QString &document, const Bundle &bundle, Known &known);
    void
    refuse(const QString &document, Known &known, QJsonObject refusal, const QStringList &lines);
    void stop(const QString &document, Known &known);
    bool wasStopped(const QString &pipeline, const Bundle &bundle) const;
    QString otherDocumentOf(const QString &pipeline, const QString &document) const;
    void watch();

    Engine &m_engine;
    const QString m_path;
    const RunMode m_mode;
    QFileSystemWatcher m_watcher;
    QTimer m_settle;
    QTimer m_every;
    QThread m_thread;
    QObject *m_worker; // lives on m_thread
    bool m_reading = false;
    bool m_again = false;
    bool m_isFirst = true;
    std::map<QString, Known> m_known; // by document
};

} // namespace Saltern
