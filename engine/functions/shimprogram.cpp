#include "engine/functions/shimprogram.h"

#include "engine/base/installation.h"

#include <QCryptographicHash>
#include <QFile>
#include <QSysInfo>
#include <QtEndian>

#include <elf.h>

namespace Saltern {

namespace {

// Beside our own machine's, which has no suffix: those that a cross compiler made.
QString fileName(const QString &architecture)
{
    const QString name = QStringLiteral("saltern-shim");
    return architecture == ShimProgram::ownArchitecture() ? name : name + u'-' + architecture;
}

Error missing(const QString &architecture, const Error &error)
{
    if (architecture == ShimProgram::ownArchitecture())
        return error;
    return {
        ErrorKind::Unsupported,
        QStringLiteral("This Saltern has no helper program for %1 machines.").arg(architecture),
        architecture == QLatin1StringView("arm64")
            ? QStringLiteral("Build it where aarch64-linux-gnu-gcc is installed, or use a host "
                             "and an image for %1.")
                  .arg(ShimProgram::ownArchitecture())
            : QStringLiteral("Use a host and an image for %1.").arg(ShimProgram::ownArchitecture()),
        error.message};
}

} // namespace

QString ShimProgram::ownArchitecture()
{
    const QString cpu = QSysInfo::buildCpuArchitecture();
    return cpu == QLatin1StringView("x86_64") ? QStringLiteral("amd64") : cpu;
}

QString elfArchitecture(const QByteArray &program)
{
    if (!program.startsWith(ELFMAG) || program.size() < qsizetype(sizeof(Elf64_Ehdr)) ||
        program.at(EI_CLASS) != ELFCLASS64 || program.at(EI_DATA) != ELFDATA2LSB)
        return {};
    const auto machine =
        qFromLittleEndian<quint16>(program.constData() + offsetof(Elf64_Ehdr, e_machine));
    switch (machine) {
    case EM_X86_64:
        return QStringLiteral("amd64");
    case EM_AARCH64:
        return QStringLiteral("arm64");
    default:
        return {};
    }
}

Result<ShimProgram> ShimProgram::load(const QString &architecture)
{
    const auto path = findProgram(fileName(architecture));
    if (!path)
        return fail(missing(architecture, path.error()));
    QFile file(*path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::PermissionDenied,
                    QStringLiteral("The program %1 cannot be read.").arg(*path),
                    QStringLiteral("Build or install Saltern again."),
                    file.errorString());
    ShimProgram shim;
    shim.content = file.readAll();
    if (elfArchitecture(shim.content) != architecture)
        return fail(
            ErrorKind::Unsupported,
            QStringLiteral("The program %1 is not for %2 machines.").arg(*path, architecture),
            QStringLiteral("Build or install Saltern again."));
    shim.hash = QString::fromLatin1(
        QCryptographicHash::hash(shim.content, QCryptographicHash::Sha256).toHex());
    return shim;
}

} // namespace Saltern
