#include "engine/base/installation.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <pwd.h>
#include <unistd.h>

namespace Saltern {

namespace {

// The XDG Base Directory Specification: a relative value counts as not set.
QString baseFolder(const char *variable, QLatin1StringView fallback)
{
    const QString set = qEnvironmentVariable(variable);
    const QString base = QDir::isAbsolutePath(set) ? set : homeFolder() + fallback;
    return base + QStringLiteral("/saltern");
}

} // namespace

Result<QString> findProgram(const QString &name)
{
    const QString own = QCoreApplication::applicationDirPath();
    const QStringList folders{
        own, own + QStringLiteral("/../bin"), own + QStringLiteral("/../libexec/saltern")};
    for (const QString &folder : folders) {
        const QFileInfo file(folder + u'/' + name);
        if (file.isFile())
            return QDir::cleanPath(file.absoluteFilePath());
    }
    return fail(ErrorKind::NotFound,
                QStringLiteral("The program %1 is missing beside %2.").arg(name, own),
                QStringLiteral("Build or install Saltern again."));
}

QString homeFolder()
{
    if (!qEnvironmentVariableIsEmpty("HOME"))
        return QDir::homePath();
    const passwd *account = ::getpwuid(::getuid());
    return account ? QFile::decodeName(account->pw_dir) : QDir::homePath();
}

QString defaultStateFolder()
{
    return baseFolder("XDG_STATE_HOME", QLatin1StringView("/.local/state"));
}

QString configFolder()
{
    return baseFolder("XDG_CONFIG_HOME", QLatin1StringView("/.config"));
}

} // namespace Saltern
