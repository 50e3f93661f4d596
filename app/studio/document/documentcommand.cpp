#include "app/studio/document/documentcommand.h"

#include "app/studio/document/pipelinedocument.h"

#include <algorithm>

namespace Saltern {

namespace {

using namespace std::chrono_literals;

constexpr auto mergeWithin = 500ms;

} // namespace

TextChange TextChange::between(const QByteArray &before, const QByteArray &after)
{
    const auto [left, right] =
        std::mismatch(before.begin(), before.end(), after.begin(), after.end());
    const qsizetype start = left - before.begin();
    qsizetype same = 0;
    const qsizetype most = std::min(before.size(), after.size()) - start;
    while (same < most && before[before.size() - 1 - same] == after[after.size() - 1 - same])
        ++same;
    return {start,
            before.sliced(start, before.size() - start - same),
            after.sliced(start, after.size() - start - same)};
}

QByteArray TextChange::applied(const QByteArray &text) const
{
    return QByteArray(text).replace(offset, before.size(), after);
}

QByteArray TextChange::reverted(const QByteArray &text) const
{
    return QByteArray(text).replace(offset, after.size(), before);
}

DocumentCommand::DocumentCommand(PipelineDocument &document,
                                 const QString &name,
                                 TextChange text,
                                 const Layout &before,
                                 const Layout &after)
    : QUndoCommand(name)
    , m_document(document)
    , m_text(std::move(text))
    , m_before(before)
    , m_after(after)
{
}

void DocumentCommand::setRenamed(const QString &from, const QString &to)
{
    m_renamedFrom = from;
    m_renamedTo = to;
}

void DocumentCommand::undo()
{
    m_document.show(m_text.reverted(m_document.text()), m_before, m_renamedTo, m_renamedFrom);
}

void DocumentCommand::redo()
{
    m_document.show(m_text.applied(m_document.text()), m_after, m_renamedFrom, m_renamedTo);
}

bool DocumentCommand::mergeWith(const QUndoCommand *other)
{
    const auto *next = dynamic_cast<const DocumentCommand *>(other);
    if (!next || m_merging.key.isEmpty() || next->m_merging.key != m_merging.key)
        return false;
    if (m_merging.onlySoon && next->m_merging.at - m_merging.at > mergeWithin)
        return false;
    const QByteArray last = m_document.text();
    const QByteArray first = m_text.reverted(next->m_text.reverted(last));
    m_text = TextChange::between(first, last);
    m_after = next->m_after;
    m_merging.at = next->m_merging.at;
    setText(next->text());
    setObsolete(first == last && m_before == m_after);
    return true;
}

} // namespace Saltern
