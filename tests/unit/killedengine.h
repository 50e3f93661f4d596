#pragma once

#include "engine/pipeline/pipeline.h"
#include "tests/unit/fakekinds.h"

#include <QByteArray>
#include <QString>

#include <functional>

namespace Saltern::Test {

/// A file to which an engine that is killed adds lines: a line is there or it is not.
class LinesThatStay
{
public:
    explicit LinesThatStay(const QString &path);

    void add(const QByteArray &line) const;

private:
    int m_file;
};

/// What an engine that a test kills does with one journal: it publishes events 1 to `count`, goes
/// on after the last one that became durable when it is started again, and ends when every run is
/// over.
struct KilledEngine
{
    QString journal;
    Pipeline pipeline;
    FakeKinds &kinds;
    qint64 count = 0;
    std::function<Event(qint64 number, qint64 nowNs)> event;

    /// The program's exit code.
    int run() const;
};

} // namespace Saltern::Test
