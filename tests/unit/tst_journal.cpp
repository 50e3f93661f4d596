#include "engine/runs/journal.h"
#include "engine/runs/journalfile.h"
#include "tests/support/patience.h"

#include <QFile>
#include <QSignalSpy>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QTemporaryDir>
#include <QTest>
#include <QVariant>

#include <csignal>
#include <sys/resource.h>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

Event event(int bytes = 0)
{
    return Event::make({.type = u"demo/x"_s, .timeNs = 1}, {{u"filler"_s, QString(bytes, u'x')}});
}

JournalTransaction withEvent(qint64 seq, bool matched = true, int bytes = 0)
{
    JournalTransaction transaction;
    transaction.add(Write::AddEvent{seq, matched, event(bytes)});
    return transaction;
}

/// A finished run of one step, begun by the event of the same number.
JournalTransaction withRun(qint64 number, qint64 finishedNs, int bytes = 0)
{
    JournalTransaction transaction = withEvent(number, true, bytes);
    transaction.add(RunRecord{.number = number,
                              .pipeline = u"p"_s,
                              .event = number,
                              .state = RunState::Done,
                              .finishedNs = finishedNs});
    transaction.add(
        StepRecord{.run = number, .number = 1, .event = number, .state = StepState::Done});
    return transaction;
}

qint64 count(const QString &path, const QString &table)
{
    JournalFile file;
    if (!file.open(path, JournalFile::Access::Read))
        return -1;
    QSqlQuery query(file.database());
    query.exec(u"SELECT count(*) FROM "_s + table);
    return query.next() ? query.value(0).toLongLong() : -1;
}

using Writes = std::vector<JournalWrite>;

StepRecord waitingStep(int number = 1)
{
    return {.run = 1, .number = number, .node = u"n"_s, .event = 1, .createdNs = 5};
}

Write::BeginStep begun(int attempt = 1, int number = 1)
{
    return {.run = 1,
            .number = number,
            .attempt = attempt,
            .startedNs = 10 + attempt,
            .host = u"h"_s,
            .parameters = "{\"a\":" + QByteArray::number(attempt) + '}'};
}

Write::EndStep ended(StepState state, int number = 1)
{
    return {.run = 1,
            .number = number,
            .state = state,
            .dueNs = state == StepState::Retrying ? 99 : 0,
            .finishedNs = isFinal(state) ? 20 : 0,
            .outcome = "{\"exits\":[]}",
            .log = u"said"_s};
}

/// All runs and steps of a journal, a line each.
QStringList rows(const QString &path)
{
    JournalFile file;
    if (!file.open(path, JournalFile::Access::Read))
        return {};
    QStringList lines;
    for (const QString &table : {u"runs"_s, u"steps"_s}) {
        QSqlQuery query(file.database());
        query.exec(u"SELECT * FROM "_s + table + u" ORDER BY 1, 2"_s);
        while (query.next()) {
            QStringList line{table};
            for (int i = 0; i < query.record().count(); ++i)
                line += query.value(i).isNull() ? u"null"_s : query.value(i).toString();
            lines += line.join(u'|');
        }
    }
    return lines;
}

/// The rows that writes leave, each in a batch of its own or all in one.
QStringList rowsAfter(const QString &path, const Writes &writes, bool inOneBatch)
{
    {
        Journal journal({.path = path});
        if (!journal.open())
            return {u"not opened"_s};
        for (const JournalWrite &write : writes) {
            JournalTransaction transaction;
            transaction.add(write);
            journal.submit(transaction);
            if (!inOneBatch && !QTest::qWaitFor([&] { return journal.pending() == 0; }, patience))
                return {u"not written"_s};
        }
    }
    return rows(path);
}

} // namespace

class TestJournal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void commitsInOrder();
    void keepsWhatTheNextEngineNeeds();
    void takesUpOlderFormats();
    void keepsStates();
    void foldsWhatOneBatchChanges_data();
    void foldsWhatOneBatchChanges();
    void writesSoonByItself();
    void refusesNewerFormats();
    void refusesDamagedFiles();
    void losesNothingWhenTheDiskIsFull();
    void keepsARingOfUnwantedEvents();
    void trims_data();
    void trims();
    void trimsWhatNothingNeedsAnyMore();
    void neverReusesRunNumbers();
    void isReadableByItsOwnerOnly();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void TestJournal::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(u"journal.sqlite"_s);
}

void TestJournal::commitsInOrder()
{
    Journal journal({.path = m_path});
    QVERIFY(journal.open());
    QList<int> order;
    for (int i = 1; i <= 5000; ++i)
        journal.submit(withEvent(i), [&order, i] { order += i; });
    QVERIFY2(order.isEmpty(), "nothing is durable from inside submit()");
    QVERIFY(journal.isFull());
    QSignalSpy room(&journal, &Journal::roomAvailable);
    QTRY_COMPARE(order.size(), 5000);
    QVERIFY(std::is_sorted(order.cbegin(), order.cend()));
    QCOMPARE(room.size(), 1);
    QCOMPARE(count(m_path, u"events"_s), 5000);
}

void TestJournal::keepsWhatTheNextEngineNeeds()
{
    QString engineId;
    {
        Journal journal({.path = m_path});
        engineId = journal.open()->engineId;
        JournalTransaction transaction = withEvent(7);
        transaction.add(RunRecord{.number = 3, .pipeline = u"p"_s, .revision = u"r"_s, .event = 7});
        transaction.add(StepRecord{.run = 3, .number = 1, .node = u"a"_s, .event = 7});
        transaction.add(CursorRecord{u"web"_s, u"daemon"_s, 42, u"last"_s});
        transaction.add(DeploymentRecord{u"p"_s, u"r"_s, true, 5});
        transaction.add(Write::PutRevision{u"r"_s, u"p"_s, 5, "bundle"});
        journal.submit(std::move(transaction));
        // The destructor writes what is left.
    }
    Journal journal({.path = m_path});
    const auto content = journal.open();
    QVERIFY(content);
    QCOMPARE(content->engineId, engineId);
    QCOMPARE(content->lastEvent, 7);
    QCOMPARE(content->lastRun, 3);
    QCOMPARE(content->cursors.size(), 1u);
    QCOMPARE(content->cursors.front().timeNs, 42);
    QCOMPARE(content->deployments.front().pipeline, u"p"_s);
    QCOMPARE(content->unfinished.size(), 1u);
    QCOMPARE(content->unfinished.front().steps.front().node, u"a"_s);
    QCOMPARE(content->unfinished.front().events.value(7).type(), u"demo/x"_s);
    QCOMPARE(content->revisions.value(u"r"_s), QByteArray("bundle"));
}

void TestJournal::takesUpOlderFormats()
{
    {
        JournalFile file;
        QVERIFY(file.open(m_path, JournalFile::Access::Write));
        QVERIFY(file.run(u"DROP TABLE states"_s));
        QVERIFY(file.run(u"INSERT INTO meta VALUES('engine', 'old')"_s));
        QVERIFY(file.run(u"PRAGMA user_version = 1"_s));
    }
    JournalFile reader;
    QVERIFY2(reader.open(m_path, JournalFile::Access::Read), "looking needs no engine");
    Journal journal({.path = m_path});
    const auto content = journal.open();
    QVERIFY(content);
    QCOMPARE(content->engineId, u"old"_s);
    QVERIFY(content->states.empty());
}

void TestJournal::keepsStates()
{
    const auto kept = [this](const std::function<void(JournalTransaction &)> &fill) {
        {
            Journal journal({.path = m_path});
            if (!journal.open())
                return QString();
            JournalTransaction transaction;
            fill(transaction);
            journal.submit(std::move(transaction));
        }
        Journal journal({.path = m_path});
        QStringList states;
        const auto content = journal.open();
        for (const StateRecord &state : content->states)
            states += state.node + state.shape + u' ' + state.key + QString::number(state.item) +
                      QString::fromUtf8(state.value);
        return states.join(u',');
    };
    QCOMPARE(kept([](JournalTransaction &t) {
                 t.add(StateRecord{u"p"_s, u"a"_s, u"1"_s, u"k"_s, 0, "x"});
                 t.add(StateRecord{u"p"_s, u"a"_s, u"1"_s, u"k"_s, 1, "y"});
                 t.add(StateRecord{u"p"_s, u"a"_s, u"1"_s, {}, 0, "z"});
                 t.add(StateRecord{u"p"_s, u"b"_s, u"1"_s, u"k"_s, 0, "x"});
                 t.add(StateRecord{u"q"_s, u"c"_s, u"1"_s, u"k"_s, 0, "x"});
             }),
             u"a1 0z,a1 k0x,a1 k1y,b1 k0x,c1 k0x"_s);
    QCOMPARE(kept([](JournalTransaction &t) {
                 t.add(StateRecord{u"p"_s, u"a"_s, u"1"_s, u"k"_s, 0, "new"});
                 t.add(Write::DropState{u"p"_s, u"a"_s, u"1"_s, u"k"_s, 1});
                 t.add(Write::DropState{u"p"_s, u"a"_s, u"1"_s, {}, -1});
             }),
             u"a1 k0new,b1 k0x,c1 k0x"_s);
    QCOMPARE(kept([](JournalTransaction &t) {
                 t.add(Write::KeepStates{u"p"_s, {u"a/2"_s, u"b/1"_s}});
             }),
             u"b1 k0x,c1 k0x"_s);
    QCOMPARE(kept([](JournalTransaction &t) {
                 t.add(Write::KeepStates{u"p"_s, {}});
             }),
             u"c1 k0x"_s);
}

void TestJournal::foldsWhatOneBatchChanges_data()
{
    QTest::addColumn<Writes>("before");
    QTest::addColumn<Writes>("writes");
    const RunRecord run{.number = 1, .pipeline = u"p"_s, .event = 1, .startedNs = 5};
    const Write::EndRun over{1, RunState::Failed, 30, u"why"_s};
    const auto row = [](const char *name, const Writes &before, const Writes &writes) {
        QTest::newRow(name) << before << writes;
    };
    row("a whole run", {}, {run, waitingStep(), begun(), ended(StepState::Done), over});
    row("a run that goes on", {}, {run, waitingStep(), begun(), waitingStep(2)});
    row("a step tried again",
        {},
        {run, waitingStep(), begun(1), ended(StepState::Retrying), begun(2)});
    row("an attempt of a former batch's step",
        {run, waitingStep()},
        {begun(), ended(StepState::Failed), over});
    row("two attempts of it",
        {run, waitingStep()},
        {begun(1), ended(StepState::Retrying), begun(2), ended(StepState::Done), over});
    row("an attempt after one of a former batch",
        {run, waitingStep(), begun(1)},
        {ended(StepState::Retrying), begun(2)});
    row("begun and put back", {run, waitingStep()}, {begun(), ended(StepState::Waiting)});
    row("steps side by side",
        {run, waitingStep(1)},
        {begun(1, 1),
         waitingStep(2),
         begun(1, 2),
         ended(StepState::Done, 2),
         ended(StepState::Lost, 1)});
    row("what is trimmed in between",
        {},
        {run, waitingStep(), begun(), Write::Trim{1'000, 0}, ended(StepState::Done), over});
}

void TestJournal::foldsWhatOneBatchChanges()
{
    QFETCH(Writes, before);
    QFETCH(Writes, writes);
    const QString apart = m_folder->filePath(u"apart.sqlite"_s);
    for (const QString &path : {apart, m_path})
        QVERIFY(before.empty() || !rowsAfter(path, before, false).isEmpty());
    const QStringList expected = rowsAfter(apart, writes, false);
    QVERIFY(expected.size() >= 2);
    QCOMPARE(rowsAfter(m_path, writes, true), expected);
}

void TestJournal::writesSoonByItself()
{
    Journal journal({.path = m_path});
    QVERIFY(journal.open());
    QStringList order;
    journal.submitSoon(withEvent(1), [&] { order += u"1"_s; });
    journal.submit(withEvent(2), [&] { order += u"2"_s; });
    QTRY_COMPARE(order, QStringList({u"1"_s, u"2"_s}));
    journal.submitSoon(withEvent(3), [&] { order += u"3"_s; });
    QCOMPARE(order.size(), 2);
    QTRY_COMPARE(order.size(), 3);
    QCOMPARE(count(m_path, u"events"_s), 3);
}

void TestJournal::refusesNewerFormats()
{
    {
        JournalFile file;
        QVERIFY(file.open(m_path, JournalFile::Access::Write));
        QVERIFY(file.run(u"PRAGMA user_version = 99"_s));
    }
    Journal journal({.path = m_path});
    const auto content = journal.open();
    QVERIFY(!content);
    QCOMPARE(content.error().kind, ErrorKind::Unsupported);
    QVERIFY(content.error().message.contains(u"99"_s));
}

void TestJournal::refusesDamagedFiles()
{
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(8192, 'x'));
    file.close();
    Journal journal({.path = m_path});
    const auto content = journal.open();
    QVERIFY(!content);
    QVERIFY(content.error().message.contains(u"damaged"_s));
    QVERIFY(!content.error().remedy.isEmpty());
}

void TestJournal::losesNothingWhenTheDiskIsFull()
{
    // A limit on the size of files is what a full disk looks like to this process; the signal that
    // comes with it would end it.
    const auto formerHandler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit former{};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &former), 0);
    const auto restore = qScopeGuard([&] {
        setrlimit(RLIMIT_FSIZE, &former);
        std::signal(SIGXFSZ, formerHandler);
    });
    Journal journal({.path = m_path});
    QVERIFY(journal.open());
    QSignalSpy stalled(&journal, &Journal::stalled);
    QSignalSpy recovered(&journal, &Journal::recovered);
    rlimit small = former;
    small.rlim_cur = 256 * 1024;
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
    int committed = 0;
    for (int i = 1; i <= 100; ++i)
        journal.submit(withEvent(i, true, 16 * 1024), [&committed] { ++committed; });
    QTRY_VERIFY(!stalled.isEmpty());
    QVERIFY(!stalled.first().first().value<Error>().remedy.isEmpty());
    QVERIFY(committed < 100);
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &former), 0);
    QTRY_COMPARE(committed, 100);
    QCOMPARE(recovered.size(), 1);
    QCOMPARE(count(m_path, u"events"_s), 100);
}

void TestJournal::keepsARingOfUnwantedEvents()
{
    Journal journal({.path = m_path, .ringSize = 500});
    QVERIFY(journal.open());
    for (int i = 1; i <= 4000; ++i)
        journal.submit(withEvent(i, i % 100 == 0));
    QTRY_COMPARE(journal.pending(), 0u);
    const qint64 kept = count(m_path, u"events WHERE matched = 0"_s);
    QVERIFY2(kept >= 500 && kept <= 1500, qPrintable(QString::number(kept)));
    QCOMPARE(count(m_path, u"events WHERE matched = 1"_s), 40);
}

void TestJournal::trims_data()
{
    QTest::addColumn<qint64>("olderThanNs");
    QTest::addColumn<qint64>("maximumBytes");
    QTest::addColumn<int>("left");
    QTest::newRow("nothing is old") << qint64{0} << qint64{1} * 1024 * 1024 * 1024 << 101;
    QTest::newRow("half is old") << qint64{51} << qint64{1} * 1024 * 1024 * 1024 << 51;
    QTest::newRow("too large: all that is finished") << qint64{0} << qint64{1} << 1;
}

void TestJournal::trims()
{
    QFETCH(qint64, olderThanNs);
    QFETCH(qint64, maximumBytes);
    QFETCH(int, left);
    Journal journal({.path = m_path});
    QVERIFY(journal.open());
    for (int i = 1; i <= 100; ++i)
        journal.submit(withRun(i, i, 1000));
    JournalTransaction unfinished = withEvent(101);
    unfinished.add(RunRecord{.number = 101, .pipeline = u"p"_s, .event = 101});
    journal.submit(std::move(unfinished));
    JournalTransaction trim;
    trim.add(Write::Trim{olderThanNs, maximumBytes});
    journal.submit(std::move(trim));
    QTRY_COMPARE(journal.pending(), 0u);
    QCOMPARE(count(m_path, u"runs"_s), left);
    QCOMPARE(count(m_path, u"steps"_s), left - 1);
    QCOMPARE(count(m_path, u"events"_s), left);
}

void TestJournal::trimsWhatNothingNeedsAnyMore()
{
    Journal journal({.path = m_path});
    QVERIFY(journal.open());
    JournalTransaction transaction;
    for (const char *id : {"unfinished", "recent", "old", "deployed", "replaced"})
        transaction.add(Write::PutRevision{QString::fromLatin1(id), u"p"_s, 1, "bundle"});
    transaction.add(DeploymentRecord{u"p"_s, u"deployed"_s, true, 1});
    const auto addRun = [&](qint64 number, const QString &revision, qint64 finishedNs) {
        transaction.add(Write::AddEvent{number, true, ::event()});
        transaction.add(RunRecord{.number = number,
                                  .pipeline = u"p"_s,
                                  .revision = revision,
                                  .event = number,
                                  .state = finishedNs > 0 ? RunState::Done : RunState::Running,
                                  .finishedNs = finishedNs});
    };
    addRun(1, u"old"_s, 10);
    addRun(2, u"unfinished"_s, 0);
    addRun(3, u"recent"_s, 90);
    for (const qint64 timeNs : {10, 90}) {
        transaction.add(Write::AddEvent{timeNs, true, ::event()});
        transaction.add(DeadLetterRecord{timeNs, u"p"_s, u"a"_s, timeNs, u"overrun"_s});
    }
    journal.submit(std::move(transaction));
    JournalTransaction trim;
    trim.add(Write::Trim{50, qint64{1} << 30});
    journal.submit(std::move(trim));
    QTRY_COMPARE(journal.pending(), 0u);
    QCOMPARE(count(m_path, u"revisions"_s), 3);
    QCOMPARE(count(m_path, u"revisions WHERE id IN ('unfinished', 'recent', 'deployed')"_s), 3);
    QCOMPARE(count(m_path, u"deadletters"_s), 1);
    QCOMPARE(count(m_path, u"deadletters WHERE time = 90"_s), 1);
}

void TestJournal::neverReusesRunNumbers()
{
    {
        Journal journal({.path = m_path});
        QVERIFY(journal.open());
        journal.submit(withRun(9, 1));
        JournalTransaction trim;
        trim.add(Write::Trim{100, 1});
        journal.submit(std::move(trim));
    }
    QCOMPARE(count(m_path, u"runs"_s), 0);
    Journal journal({.path = m_path});
    QCOMPARE(journal.open()->lastRun, 9);
}

void TestJournal::isReadableByItsOwnerOnly()
{
    Journal journal({.path = m_path});
    QVERIFY(journal.open());
    bool durable = false;
    journal.submit(withEvent(1), [&durable] { durable = true; });
    QTRY_VERIFY(durable);
    for (const QString &suffix : {QString(), u"-wal"_s, u"-shm"_s}) {
        const QFile file(m_path + suffix);
        QVERIFY2(file.exists(), qPrintable(file.fileName()));
        QVERIFY2(!(file.permissions() & QFile::Permissions(0x0077)), qPrintable(file.fileName()));
    }
}

QTEST_GUILESS_MAIN(TestJournal)
#include "tst_journal.moc"
