#include "engine/events/matcher.h"
#include "tests/support/naivematch.h"
#include "tests/support/randompatterns.h"

#include <QJsonDocument>
#include <QTest>

using namespace Saltern;

class TestMatcherRandom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheNaiveReading_data();
    void agreesWithTheNaiveReading();
    void agreesWhenManyPatternsShareTests_data();
    void agreesWhenManyPatternsShareTests();
};

namespace {

// Holds `eventCount` events against all patterns, in one matcher and one by one; the number of
// matches, or -1 and a message where the two differ.
qsizetype compareWithNaive(Test::RandomPatterns &random,
                           const std::vector<Matcher::Entry> &entries,
                           int eventCount,
                           QByteArray &difference)
{
    Matcher matcher(entries);
    std::vector<quint32> matches;
    qsizetype matched = 0;
    for (int i = 0; i < eventCount; ++i) {
        const QJsonObject event = random.event();
        QByteArray json = QJsonDocument(event).toJson(QJsonDocument::Compact);
        json.reserve(json.size() + 64);
        if (const auto done = matcher.match(json, matches); !done) {
            difference = done.error().toString().toUtf8();
            return -1;
        }
        matched += static_cast<qsizetype>(matches.size());
        const Test::NaiveEvent naive(event);
        for (const Matcher::Entry &entry : entries) {
            const bool expected = naive.isMatchedBy(entry.pattern.source());
            if (std::binary_search(matches.begin(), matches.end(), entry.id) == expected)
                continue;
            difference = QJsonDocument(entry.pattern.source()).toJson() + json;
            return -1;
        }
    }
    return matched;
}

} // namespace

void TestMatcherRandom::agreesWithTheNaiveReading_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 10; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

// A hundred patterns in one matcher, so that they share tests and hide behind one another.
void TestMatcherRandom::agreesWithTheNaiveReading()
{
    QFETCH(unsigned, seed);
    Test::RandomPatterns random(seed);
    std::vector<Matcher::Entry> entries;
    while (entries.size() < 100) {
        if (const auto pattern = Pattern::fromJson(random.pattern()))
            entries.push_back({static_cast<quint32>(entries.size()), *pattern});
    }
    QByteArray difference;
    const qsizetype matched = compareWithNaive(random, entries, 60, difference);
    QVERIFY2(matched >= 0, difference.constData());
    // A comparison in which nothing matches would prove little.
    QVERIFY2(matched > 50, QByteArray::number(matched).constData());
}

void TestMatcherRandom::agreesWhenManyPatternsShareTests_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 5; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

// As real patterns do: nearly all name one of a few types, many the same wildcards.
void TestMatcherRandom::agreesWhenManyPatternsShareTests()
{
    QFETCH(unsigned, seed);
    Test::RandomPatterns random(1000 + seed);
    std::vector<Matcher::Entry> entries;
    while (entries.size() < 800) {
        QJsonObject source = random.pattern();
        random.addCommonFields(source);
        if (const auto pattern = Pattern::fromJson(source))
            entries.push_back({static_cast<quint32>(entries.size()), *pattern});
    }
    QByteArray difference;
    const qsizetype matched = compareWithNaive(random, entries, 60, difference);
    QVERIFY2(matched >= 0, difference.constData());
    QVERIFY2(matched > 200, QByteArray::number(matched).constData());
}

QTEST_GUILESS_MAIN(TestMatcherRandom)
#include "tst_matcherrandom.moc"
