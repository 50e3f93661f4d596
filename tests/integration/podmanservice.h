#pragma once

#include <QProcess>
#include <QTemporaryDir>

namespace Saltern {

/// A throwaway Podman behind its Docker-like socket, with storage of its own; touches no other
/// Podman of the machine. Needs root, as the lab does.
class PodmanService
{
    Q_DISABLE_COPY_MOVE(PodmanService)
public:
    struct Options
    {
        bool isApart = false;        // in a network of its own that has loopback and nothing else
        QStringList plainRegistries; // "localhost:5000": those that are spoken to without TLS
    };

    PodmanService();
    explicit PodmanService(const Options &options);

    /// Removes every container and image of it.
    ~PodmanService();

    /// Again after stop(): same socket and containers. Podman is no daemon, they live on.
    bool start();
    void stop();

    /// Makes an image of a tar file with its files.
    bool import(const QString &file, const QString &name) const;

    /// The podman command, on what the service has; whether it ended with 0.
    bool run(const QStringList &arguments) const;

    QString endpoint() const;

    /// What keeps it from running on this machine, in a sentence; empty when nothing does.
    static QString whatIsMissing();

private:
    bool write(const QString &name, const QByteArray &content) const;
    QStringList options() const;

    const Options m_options;
    QTemporaryDir m_folder;
    QProcess m_process;
};

} // namespace Saltern
