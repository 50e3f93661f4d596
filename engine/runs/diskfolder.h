#pragma once

#include "engine/pipeline/sourcefolder.h"

namespace Saltern {

/// A document's folder on disk. Links are followed, and one that leads out of it is told apart.
class DiskFolder final : public SourceFolder
{
public:
    explicit DiskFolder(const QString &path);

    Entry look(const QString &path) const override;

private:
    QString m_path; // canonical; empty when the folder is not there
};

} // namespace Saltern
