#pragma once

#include "app/studio/document/layout.h"

#include <QUndoCommand>

#include <chrono>

namespace Saltern {

class PipelineDocument;

/// Bytes that stand at `offset` before and after a step.
struct TextChange
{
    qsizetype offset = 0;
    QByteArray before;
    QByteArray after;

    static TextChange between(const QByteArray &before, const QByteArray &after);
    QByteArray applied(const QByteArray &text) const;
    QByteArray reverted(const QByteArray &text) const;
};

/// One step of undo: the bytes and the layout that it changed, and nothing that could go stale.
class DocumentCommand : public QUndoCommand
{
public:
    struct Merging
    {
        QString key; // steps with the same key become one; empty: never
        bool onlySoon = false;
        std::chrono::milliseconds at{0}; // when the step was made
    };

    DocumentCommand(PipelineDocument &document,
                    const QString &name,
                    TextChange text,
                    const Layout &before,
                    const Layout &after);

    void setMerging(Merging merging) { m_merging = std::move(merging); }
    void setRenamed(const QString &from, const QString &to);

    void undo() override;
    void redo() override;
    int id() const override { return 1; }
    bool mergeWith(const QUndoCommand *other) override;

private:
    PipelineDocument &m_document;
    TextChange m_text;
    Layout m_before; // shares its contents with its neighbours' as long as nothing is moved
    Layout m_after;
    Merging m_merging;
    QString m_renamedFrom;
    QString m_renamedTo;
};

} // namespace Saltern
