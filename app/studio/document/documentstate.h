#pragma once

#include "app/studio/document/layout.h"
#include "engine/pipeline/documenttext.h"
#include "engine/pipeline/pipelinereader.h"

#include <optional>

namespace Saltern {

/// All that a document is at one moment. The pipeline always is what readPipeline() makes of the
/// text.
struct DocumentState
{
    QByteArray text;
    LoadedPipeline loaded;
    Layout layout;

    const Pipeline &pipeline() const { return loaded.pipeline; }
};

/// What a verb wants to change, before it is done: one step of undo.
struct DocumentEdit
{
    QString name; // behind "Undo": "Move 3 nodes"
    QList<DocumentText::Edit> text = {};
    std::optional<QByteArray> wholeText = {}; // instead of edits
    std::optional<Layout> layout = {};
    QString mergeKey = {}; // steps with the same key become one; empty: never
    bool mergesOnlySoon = false;
    QString renamedFrom = {}; // the node that got another id
    QString renamedTo = {};
};

} // namespace Saltern
