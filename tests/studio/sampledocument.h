#pragma once

#include "app/studio/document/pipelinedocument.h"
#include "app/studio/document/shownwires.h"

// A pipeline to be edited by tests, and what has become of it.
namespace Saltern {

inline const QByteArray selfHeal = R"(saltern: 1
pipeline: self-heal
nodes:
  died:
    kind: docker.event@1
    type: container
    action: die
  judge:
    kind: filter@1
    match: { data.container.requested: [false] }
  diagnose:
    kind: function@1
    runtime: python
    code: cat
  restart:
    kind: container.action@1
    action: restart
    container: "{{ steps.diagnose.data.id }} of {{ steps.died.data.x }}"
  page:
    kind: notify@1
    url: "{{ secret.PAGER_URL }}"
    text: "{{ steps['diagnose'].data.cause }}, not steps.diagnose"
wires:
  - died -> judge
  - judge.out -> diagnose
  - diagnose.ok -> restart
  - diagnose.error -> page
tests:
  - name: one crash
    mocks: { diagnose: tests/ok.json }
    expect: { restart: { calls: 1 }, page: { calls: 0 } }
)";

inline void begin(PipelineDocument &document, const QByteArray &text = selfHeal)
{
    document.begin(text, {}, true);
}

/// The lines of the second text that the first lacks, and the other way round.
inline QString changedLines(const QByteArray &before, const QByteArray &after)
{
    const QByteArrayList old = before.split('\n');
    const QByteArrayList now = after.split('\n');
    QStringList lines;
    for (const QByteArray &line : old) {
        if (old.count(line) > now.count(line))
            lines += u'-' + QString::fromUtf8(line.trimmed());
    }
    for (const QByteArray &line : now) {
        if (now.count(line) > old.count(line))
            lines += u'+' + QString::fromUtf8(line.trimmed());
    }
    return lines.join(u'|');
}

inline QStringList keys(const PipelineDocument &document)
{
    QStringList all;
    for (const Wire &wire : document.wires())
        all += wireKey(wire);
    return all;
}

} // namespace Saltern
