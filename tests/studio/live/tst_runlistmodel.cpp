#include "app/studio/engineclient/runlistmodel.h"
#include "tests/studio/live/livefixture.h"
#include "tests/support/patience.h"

#include <QSignalSpy>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

constexpr int atOnce = 100;

/// The engine has runs 1 to `newest`; every third failed.
QJsonValue listed(int newest, const QJsonObject &params)
{
    const QString wanted = params.value(u"state"_s).toString();
    const QString before = params.value(u"before"_s).toString();
    int number = before.isEmpty() ? newest : before.section(u'-', 1).toInt() - 1;
    QJsonArray runs;
    for (; number > 0 && runs.size() < atOnce; --number) {
        const QString state = number % 3 == 0 ? u"failed"_s : u"done"_s;
        if (wanted.isEmpty() || wanted == state)
            runs.append(QJsonObject{{u"run"_s, u"r-%1"_s.arg(number)},
                                    {u"pipeline"_s, u"self-heal"_s},
                                    {u"state"_s, state}});
    }
    return QJsonObject{{u"runs"_s, runs}, {u"more"_s, number > 0}};
}

} // namespace

/// A long history of runs, looked through while new ones begin.
class TestRunListModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void initTestCase() { QVERIFY(connectClient()); }
    void cleanupTestCase() { EngineClient::instance().stop(); }

    void aRunThatBeginsLeavesWhatIsRead();
    void aFilterBeginsAnew();
    void tenThousandRunsAreLoadedAsTheyAreWanted();

private:
    void begin(int newest);
};

void TestRunListModel::init()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    begin(10'000);
}

void TestRunListModel::begin(int newest)
{
    liveEngine().answer(u"runs.list"_s,
                        [newest](const QJsonObject &params) { return listed(newest, params); });
    liveEngine().notify(u"runs"_s,
                        {{u"changes"_s,
                          QJsonArray{QJsonObject{{u"what"_s, u"run"_s},
                                                 {u"pipeline"_s, u"self-heal"_s},
                                                 {u"run"_s, u"r-%1"_s.arg(newest)}}}}});
}

void TestRunListModel::aRunThatBeginsLeavesWhatIsRead()
{
    RunListModel runs;
    runs.setActive(true);
    QTRY_COMPARE(runs.count(), atOnce);
    runs.fetchMore({});
    QTRY_COMPARE(runs.count(), 2 * atOnce);
    QSignalSpy removed(&runs, &QAbstractItemModel::rowsRemoved);
    begin(10'001);
    QTRY_COMPARE(runs.count(), 2 * atOnce + 1);
    QCOMPARE(runs.at(0, u"run"_s).toString(), u"r-10001"_s);
    QCOMPARE(runs.at(2 * atOnce, u"run"_s).toString(), u"r-9801"_s);
    QCOMPARE(removed.size(), 0);
    // And it goes on from there.
    runs.fetchMore({});
    QTRY_COMPARE(runs.count(), 3 * atOnce + 1);
}

void TestRunListModel::aFilterBeginsAnew()
{
    RunListModel runs;
    runs.setActive(true);
    QTRY_COMPARE(runs.count(), atOnce);
    runs.fetchMore({});
    QTRY_COMPARE(runs.count(), 2 * atOnce);
    runs.setState(u"failed"_s);
    QTRY_COMPARE(runs.count(), atOnce);
    for (int row = 0; row < runs.count(); ++row)
        QCOMPARE(runs.at(row, u"state"_s).toString(), u"failed"_s);
}

void TestRunListModel::tenThousandRunsAreLoadedAsTheyAreWanted()
{
    RunListModel runs;
    runs.setActive(true);
    QSignalSpy inserted(&runs, &QAbstractItemModel::rowsInserted);
    while (runs.canFetchMore({}) || runs.isLoading()) {
        const int before = runs.count();
        QTRY_VERIFY(!runs.isLoading());
        runs.fetchMore({});
        QTRY_VERIFY(runs.count() > before || !runs.canFetchMore({}));
    }
    QCOMPARE(runs.count(), 10'000);
    // A page each: no row is looked at one by one.
    QCOMPARE(inserted.size(), 10'000 / atOnce);
}

QTEST_GUILESS_MAIN(TestRunListModel)
#include "tst_runlistmodel.moc"
