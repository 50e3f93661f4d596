#include "engine/events/matchplan.h"

#include <QTest>

using namespace Saltern;

// What the plan is for is speed, which no test can time; these show what is looked at and what not.
class TestMatchPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rulesAreFoundThroughTheRarestField_data();
    void rulesAreFoundThroughTheRarestField();
    void wildcardsAreFoundByTheirTellingEnd_data();
    void wildcardsAreFoundByTheirTellingEnd();
    void whatManyRulesAskIsAnsweredAtOnce();
    void sharedTestsHaveOneCopy();
    void lookUpsAgreeWithTests_data();
    void lookUpsAgreeWithTests();
};

namespace {

MatchPlan planOf(const QList<QByteArray> &patterns)
{
    std::vector<Matcher::Entry> entries;
    for (const QByteArray &pattern : patterns)
        entries.push_back({static_cast<quint32>(entries.size()), Pattern::parse(pattern).value()});
    return MatchPlan(entries);
}

Scalar text(std::string_view text)
{
    return {.type = Scalar::Type::Text, .text = text};
}

} // namespace

// Fields are numbered in the order of their paths: the rule must be found through the last.
void TestMatchPlan::rulesAreFoundThroughTheRarestField_data()
{
    QTest::addColumn<QByteArray>("common");
    QTest::addColumn<QByteArray>("rare");
    QTest::newRow("one of two, one of many") << QByteArray(R"(["x"])") << QByteArray(R"(["n%1"])");
    QTest::newRow("anything-but") << QByteArray(R"([{"anything-but":"x%1"}])")
                                  << QByteArray(R"(["n"])");
    QTest::newRow("there or not") << QByteArray(R"([{"exists":true}])") << QByteArray(R"(["n"])");
    QTest::newRow("absent") << QByteArray(R"([{"exists":false}])")
                            << QByteArray(R"([{"exists":true}])");
    QTest::newRow("a wide range") << QByteArray(R"([{"numeric":[">=",0]},%1])")
                                  << QByteArray(R"([%1])");
    QTest::newRow("a short prefix")
        << QByteArray(R"([{"prefix":"n"},"n%1"])") << QByteArray(R"([{"prefix":"n%1"}])");
    QTest::newRow("a wide network") << QByteArray(R"([{"cidr":"10.0.0.0/8"},"10.0.0.%1"])")
                                    << QByteArray(R"([{"cidr":"10.0.%1.0/24"}])");
    QTest::newRow("a bare asterisk")
        << QByteArray(R"([{"wildcard":"*n%1*"}])") << QByteArray(R"(["n"])");
}

void TestMatchPlan::rulesAreFoundThroughTheRarestField()
{
    QFETCH(QByteArray, common);
    QFETCH(QByteArray, rare);
    QList<QByteArray> patterns;
    for (int i = 0; i < 20; ++i) {
        const QByteArray pattern = R"({"a":)" + common + R"(,"z":)" + rare + '}';
        patterns.append(QByteArray(pattern).replace("%1", QByteArray::number(i)));
    }
    const MatchPlan plan = planOf(patterns);
    QCOMPARE(plan.rules.size(), std::size_t{20});
    QVERIFY(plan.indexes[0].isEmpty());
    QVERIFY(!plan.indexes[1].isEmpty());
    QVERIFY(plan.alwaysAsked.empty());
}

void TestMatchPlan::wildcardsAreFoundByTheirTellingEnd_data()
{
    QTest::addColumn<QByteArray>("wildcard");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("hits");
    QTest::newRow("telling tail") << QByteArray("web-*%1") << QByteArray("web-x7") << 1;
    QTest::newRow("telling head") << QByteArray("%1-*web") << QByteArray("7-x-web") << 1;
    QTest::newRow("only a tail") << QByteArray("*-%1") << QByteArray("x-7") << 1;
    QTest::newRow("only a head") << QByteArray("%1-*") << QByteArray("7-x") << 1;
    QTest::newRow("neither") << QByteArray("*-%1-*") << QByteArray("x-7-x") << 9;
}

void TestMatchPlan::wildcardsAreFoundByTheirTellingEnd()
{
    QFETCH(QByteArray, wildcard);
    QFETCH(QByteArray, value);
    QFETCH(int, hits);
    QList<QByteArray> patterns;
    for (int i = 1; i < 10; ++i) {
        const QByteArray text = QByteArray(wildcard).replace("%1", QByteArray::number(i));
        patterns.append(R"({"a":[{"wildcard":")" + text + R"("}]})");
    }
    const MatchPlan plan = planOf(patterns);
    std::vector<TestHit> found;
    plan.indexes[0].find(text(value.toStdString()), found);
    QCOMPARE(found.size(), static_cast<std::size_t>(hits));
    for (const TestHit &hit : found)
        QVERIFY(!hit.certain);
}

// The type of the event, which every pattern names: a look-up answers for all of them.
void TestMatchPlan::whatManyRulesAskIsAnsweredAtOnce()
{
    QList<QByteArray> patterns;
    for (int i = 0; i < 40; ++i) {
        const QByteArray type = i % 2 == 0 ? "die" : "start";
        patterns.append(R"({"type":[")" + type + R"("],"name":["n)" + QByteArray::number(i) +
                        R"("]})");
    }
    const MatchPlan plan = planOf(patterns);
    QCOMPARE(plan.sharedTests.size(), std::size_t{2});
    std::vector<TestHit> found;
    plan.shared[1].find(text("die"), found);
    QCOMPARE(found.size(), std::size_t{1});
    QVERIFY(found[0].certain);

    std::vector<TestHit> named;
    plan.indexes[0].find(text("n4"), named);
    QCOMPARE(named.size(), std::size_t{1});
    QCOMPARE(named[0].guard, found[0].test);
}

void TestMatchPlan::sharedTestsHaveOneCopy()
{
    const MatchPlan plan = planOf({R"({"a":["x","y"],"b":[1]})",
                                   R"({"a":["x","y"],"b":[2]})",
                                   R"({"$or":[{"a":["x","y"]},{"b":[1]}]})"});
    QCOMPARE(plan.rules.size(), std::size_t{4});
    QCOMPARE(plan.tests.size(), std::size_t{3});
}

void TestMatchPlan::lookUpsAgreeWithTests_data()
{
    QTest::addColumn<QByteArray>("clause");
    QTest::addColumn<bool>("decided");
    const auto row = [](const char *clause, bool decided) {
        QTest::newRow(clause) << QByteArray(clause) << decided;
    };
    row(R"(["web-1","",null,true,5])", true);
    row(R"([{"prefix":"web"}])", true);
    row(R"([{"suffix":"1"}])", true);
    row(R"([{"equals-ignore-case":"WEB-1"}])", true);
    row(R"([{"equals-ignore-case":"\u00c4b"}])", false);
    row(R"([{"prefix":{"equals-ignore-case":"WE"}}])", true);
    row(R"([{"suffix":{"equals-ignore-case":"B-1"}}])", true);
    row(R"([{"wildcard":"w*1"}])", false);
    row(R"([{"wildcard":"w*"}])", false);
    row(R"([{"wildcard":"*eb*"}])", false);
    row(R"([{"numeric":[">=",1,"<=",5]}])", true);
    row(R"([{"numeric":[">=",1,"<",5]}])", false);
    row(R"([{"numeric":[">",1]}])", false);
    row(R"([{"numeric":["=",5]}])", true);
    row(R"([{"cidr":"10.0.0.0/8"},"::1"])", true);
    row(R"([{"anything-but":"web-1"}])", false);
    row(R"([{"exists":true}])", false);
}

// What fits is found, what is found for certain fits; and only tests that are never found in vain
// may be answered by the look-up alone.
void TestMatchPlan::lookUpsAgreeWithTests()
{
    QFETCH(QByteArray, clause);
    QFETCH(bool, decided);
    const MatchPlan plan = planOf({R"({"a":)" + clause + '}'});
    const FieldTest &test = plan.wanted.front();
    QCOMPARE(ValueIndex::decides(test), decided);
    std::vector<Scalar> values{
        {.type = Scalar::Type::Null}, {.type = Scalar::Type::False}, {.type = Scalar::Type::True}};
    for (const double number : {0.0, 1.0, 1.5, 5.0, 5.5})
        values.push_back({.type = Scalar::Type::Number, .number = number});
    for (const char *string : {"",
                               "web-1",
                               "WEB-1",
                               "web-2",
                               "x1",
                               "wx",
                               "\u00e4b",
                               "\u00c4B",
                               "10.1.2.3",
                               "11.0.0.1",
                               "0:0:0:0:0:0:0:1",
                               "5"})
        values.push_back(text(string));
    int fitting = 0;
    for (const Scalar &value : values) {
        std::vector<TestHit> found;
        plan.indexes[0].find(value, found);
        const bool fits = test.matches(value);
        fitting += fits ? 1 : 0;
        QVERIFY(!fits || !found.empty());
        for (const TestHit &hit : found)
            QVERIFY(fits || !(hit.certain || decided));
    }
    QVERIFY(fitting > 0);
}

QTEST_GUILESS_MAIN(TestMatchPlan)
#include "tst_matchplan.moc"
