#include "app/studio/engineclient/jsonlistmodel.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

class TestedList : public JsonListModel
{
public:
    TestedList() : JsonListModel(u"id"_s, {u"id"_s, u"value"_s}, nullptr) {}
    using JsonListModel::append;
    using JsonListModel::setRows;
    QStringList ids() const
    {
        QStringList all;
        for (int i = 0; i < count(); ++i)
            all.append(at(i, u"id"_s).toString());
        return all;
    }
};

QList<QJsonObject> rowsOf(const QStringList &ids, int value = 0)
{
    QList<QJsonObject> rows;
    for (const QString &id : ids)
        rows.append({{u"id"_s, id}, {u"value"_s, value}});
    return rows;
}

QStringList words(const char *text)
{
    return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
}

} // namespace

/// New answers change only what differs.
class TestJsonListModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsBecomeTheNewOnes_data();
    void rowsBecomeTheNewOnes();
    void anyListBecomesAnyOther();
    void onlyWhatDiffersChanges();
    void tenThousandRowsAreFewChanges();
};

void TestJsonListModel::rowsBecomeTheNewOnes_data()
{
    QTest::addColumn<QStringList>("before");
    QTest::addColumn<QStringList>("after");
    QTest::addColumn<int>("inserts");
    QTest::addColumn<int>("removes");
    QTest::addColumn<int>("moves");
    const auto row = [](const char *name, const char *before, const char *after, QList<int> made) {
        QTest::newRow(name) << words(before) << words(after) << made[0] << made[1] << made[2];
    };
    row("the same", "a b c", "a b c", {0, 0, 0});
    row("newer ones", "a b", "d c a b", {1, 0, 0});
    row("in between", "a b", "a x y b z", {2, 0, 0});
    row("gone", "a b c d e", "c", {0, 2, 0});
    row("all others", "a b", "c d", {1, 1, 0});
    row("moved up", "a b c", "c a b", {0, 0, 1});
    row("emptied", "a b c", "", {0, 1, 0});
}

void TestJsonListModel::rowsBecomeTheNewOnes()
{
    QFETCH(QStringList, before);
    QFETCH(QStringList, after);
    QFETCH(int, inserts);
    QFETCH(int, removes);
    QFETCH(int, moves);
    TestedList list;
    list.setRows(rowsOf(before));
    QSignalSpy inserted(&list, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(&list, &QAbstractItemModel::rowsRemoved);
    QSignalSpy moved(&list, &QAbstractItemModel::rowsMoved);
    QSignalSpy counted(&list, &JsonListModel::countChanged);
    list.setRows(rowsOf(after));
    QCOMPARE(list.ids(), after);
    QCOMPARE(inserted.size(), inserts);
    QCOMPARE(removed.size(), removes);
    QCOMPARE(moved.size(), moves);
    QCOMPARE(counted.size(), before.size() == after.size() ? 0 : 1);
}

void TestJsonListModel::anyListBecomesAnyOther()
{
    QRandomGenerator random(7);
    TestedList list;
    const QAbstractItemModelTester tester(&list,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    for (int round = 0; round < 200; ++round) {
        QStringList ids;
        for (int i = 0; i < 30; ++i) {
            if (random.bounded(2) == 0)
                ids.insert(random.bounded(int(ids.size()) + 1), QString::number(i));
        }
        list.setRows(rowsOf(ids, round));
        QCOMPARE(list.ids(), ids);
        if (!ids.isEmpty())
            QCOMPARE(list.at(0, u"value"_s).toInt(), round);
    }
}

void TestJsonListModel::onlyWhatDiffersChanges()
{
    TestedList list;
    list.setRows(rowsOf(words("a b c")));
    QSignalSpy changed(&list, &QAbstractItemModel::dataChanged);
    QList<QJsonObject> rows = rowsOf(words("a b c"));
    rows[1].insert(u"value"_s, 5);
    list.setRows(rows);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.first().first().toModelIndex().row(), 1);
    list.append(rowsOf(words("c d")));
    QCOMPARE(list.ids(), words("a b c d"));
}

void TestJsonListModel::tenThousandRowsAreFewChanges()
{
    QStringList ids;
    for (int i = 0; i < 10'000; ++i)
        ids.append(QString::number(i));
    TestedList list;
    QSignalSpy inserted(&list, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(&list, &QAbstractItemModel::rowsRemoved);
    list.setRows(rowsOf(ids));
    QCOMPARE(inserted.size(), 1);
    // A filter that leaves every hundredth.
    QStringList few;
    for (int i = 0; i < 10'000; i += 100)
        few.append(QString::number(i));
    list.setRows(rowsOf(few));
    QCOMPARE(removed.size(), 100);
    list.setRows(rowsOf(ids));
    QCOMPARE(inserted.size(), 101);
    QCOMPARE(list.count(), 10'000);
}

QTEST_GUILESS_MAIN(TestJsonListModel)
#include "tst_jsonlistmodel.moc"
