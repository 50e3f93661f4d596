#pragma once

#include <QTemporaryDir>

#include <memory>

class QLockFile;

namespace Saltern {

/// A folder for the sockets of one ssh login, which only this account may enter. Removed with the
/// object; what a killed engine left behind is removed when the next one is made.
class SshFolder
{
public:
    SshFolder();
    ~SshFolder();

    bool isValid() const { return m_folder && m_folder->isValid(); }
    QString path() const { return m_folder ? m_folder->path() : QString(); }

    /// Where they are made: $RUNTIME_DIRECTORY (a service of systemd), $XDG_RUNTIME_DIR, or the
    /// folder for temporary files.
    static QString parent();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QLockFile> m_lock; // tells the next engine that somebody lives here
};

} // namespace Saltern
