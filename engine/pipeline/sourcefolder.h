#pragma once

#include <QString>

namespace Saltern {

/// What stands beside a document. Core touches no files itself; whoever has a folder (on disk, in a
/// bundle, in a test) says what is in it.
class SourceFolder
{
public:
    enum class Entry {
        File,
        Missing,
        Folder,     // or something else that is no file
        Outside,    // a link leads out of the document's folder
        Unreadable, // it is there, but this account may not read it
    };

    virtual ~SourceFolder() = default;

    /// `path` is relative, with "/" between its parts and no "." or ".." in it.
    virtual Entry look(const QString &path) const = 0;

    /// Whether the files of tests are to be looked for, too. What an engine is given to run has
    /// none.
    virtual bool holdsTests() const { return true; }
};

} // namespace Saltern
