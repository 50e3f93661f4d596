#pragma once

#include "engine/pipeline/sourcefolder.h"
#include "engine/runs/bundle.h"

namespace Saltern {

/// The files of a bundle, as validation looks at them. The bundle has to outlive it.
class BundleFolder final : public SourceFolder
{
public:
    explicit BundleFolder(const Bundle &bundle) : m_bundle(bundle) {}

    Entry look(const QString &path) const override
    {
        return m_bundle.files.contains(path) ? Entry::File : Entry::Missing;
    }

    bool holdsTests() const override { return false; }

private:
    const Bundle &m_bundle;
};

} // namespace Saltern
