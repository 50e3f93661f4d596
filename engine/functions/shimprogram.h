#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QString>

namespace Saltern {

/// saltern-shim as it goes into images of one machine architecture.
struct ShimProgram
{
    QByteArray content;
    QString hash; // SHA-256, hex

    /// `architecture` as Docker calls it ("amd64", "arm64"). Unsupported when this installation has
    /// none for it.
    static Result<ShimProgram> load(const QString &architecture = ownArchitecture());

    /// That of this program itself.
    static QString ownArchitecture();
};

/// Docker's name of the machine that an ELF program is for (elf(5), e_machine); empty when it is no
/// program, or for a machine that Saltern has no helper program for.
QString elfArchitecture(const QByteArray &program);

} // namespace Saltern
