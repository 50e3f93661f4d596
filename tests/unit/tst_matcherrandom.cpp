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
};

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
    Matcher matcher(entries);
    std::vector<quint32> matches;
    qsizetype matched = 0;
    for (int i = 0; i < 60; ++i) {
        const QJsonObject event = random.event();
        QByteArray json = QJsonDocument(event).toJson(QJsonDocument::Compact);
        json.reserve(json.size() + 64);
        QVERIFY(matcher.match(json, matches).has_value());
        matched += static_cast<qsizetype>(matches.size());
        const Test::NaiveEvent naive(event);
        for (const Matcher::Entry &entry : entries) {
            const bool expected = naive.isMatchedBy(entry.pattern.source());
            if (std::binary_search(matches.begin(), matches.end(), entry.id) != expected)
                QFAIL(QByteArray(QJsonDocument(entry.pattern.source()).toJson() + json));
        }
    }
    // A comparison in which nothing matches would prove little.
    QVERIFY2(matched > 50, QByteArray::number(matched).constData());
}

QTEST_GUILESS_MAIN(TestMatcherRandom)
#include "tst_matcherrandom.moc"
