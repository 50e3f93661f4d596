#include "engine/events/intervalindex.h"
#include "engine/events/valuetest.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace Saltern;

class TestValueTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wildcards_data();
    void wildcards();
    void addresses_data();
    void addresses();
    void networks_data();
    void networks();
    void noFormOfACharacterBeginsWithAnother();
    void intervalsAreFoundAsByTryingEach();
};

void TestValueTest::wildcards_data()
{
    QTest::addColumn<QByteArray>("wildcard");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char *name, const char *wildcard, const char *text, bool matches) {
        QTest::newRow(name) << QByteArray(wildcard) << QByteArray(text) << matches;
    };
    row("nothing", "*", "", true);
    row("no asterisk", "ab", "ab", true);
    row("no asterisk, longer", "ab", "abc", false);
    row("empty middle", "a*b", "ab", true);
    row("head and tail overlap", "ab*ba", "aba", false);
    row("order counts", "*a*b*", "ba", false);
    row("leftmost is enough", "*ab*b", "abab", true);
    row("last piece is the tail", "a*bc", "abcbd", false);
    row("escaped asterisk", "a\\*", "a*", true);
    row("escaped asterisk is no asterisk", "a\\*", "ab", false);
    row("escaped asterisk beside an asterisk", "\\**", "*x", true);
    row("escaped backslash", "a\\\\*", "a\\b", true);
}

void TestValueTest::wildcards()
{
    QFETCH(QByteArray, wildcard);
    QFETCH(QByteArray, text);
    QFETCH(bool, matches);
    const auto parsed = Wildcard::parse(wildcard.toStdString());
    QVERIFY(parsed.has_value());
    QCOMPARE(parsed->matches(text.toStdString()), matches);
}

void TestValueTest::addresses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("sameAs"); // empty = not an address
    const auto row = [](const char *text, const char *sameAs) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(sameAs);
    };
    row("10.0.0.1", "10.0.0.1");
    row("::1", "0:0:0:0:0:0:0:1");
    row("::", "0::0");
    row("1::", "1:0:0:0:0:0:0:0");
    row("2001:DB8::A", "2001:0db8::000a");
    row("::ffff:10.0.0.1", "10.0.0.1");
    row("::ffff:a00:1", "10.0.0.1");
    row("64:ff9b::1.2.3.4", "64:ff9b::102:304");
    row("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0");
    for (const char *text : {"",
                             ":",
                             "10.0.0",
                             "10.0.0.256",
                             "010.0.0.1",
                             "10.0.0.1.",
                             "1:2:3",
                             "1:2:3:4:5:6:7:8:9",
                             "1::2::3",
                             ":1:2:3:4:5:6:7",
                             "1:",
                             "fe80::1%eth0",
                             "12345::",
                             "::1.2.3",
                             "1.2.3.4::",
                             "g::"})
        row(text, "");
}

void TestValueTest::addresses()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, sameAs);
    const auto address = parseIpAddress(text.toStdString());
    QCOMPARE(address.has_value(), !sameAs.isEmpty());
    QVERIFY(address == parseIpAddress(sameAs.toStdString()));
    if (address)
        QVERIFY(parseIpAddress(address->toText()) == address);
}

void TestValueTest::networks_data()
{
    QTest::addColumn<QByteArray>("network");
    QTest::addColumn<QByteArray>("address");
    QTest::addColumn<bool>("contains");
    const auto row = [](const char *name, const char *network, const char *address, bool contains) {
        QTest::newRow(name) << QByteArray(network) << QByteArray(address) << contains;
    };
    row("first", "10.1.0.0/15", "10.0.0.0", true);
    row("last", "10.0.0.0/15", "10.1.255.255", true);
    row("behind the last", "10.0.0.0/15", "10.2.0.0", false);
    row("one address", "10.0.0.1/32", "10.0.0.1", true);
    row("all of v4", "0.0.0.0/0", "255.255.255.255", true);
    row("v6 is not in all of v4", "0.0.0.0/0", "::1", false);
    row("all of v6", "::/0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", true);
    row("the first of v6", "::/0", "::", true);
    row("v4 is not in all of v6", "::/0", "10.0.0.1", false);
    row("nor is the first of v4", "::/0", "0.0.0.0", false);
    row("nor a mapped v4", "::/0", "::ffff:10.0.0.1", false);
    row("v6 in the middle of a byte", "2001:db8:8000::/33", "2001:db8:ffff::", true);
    row("v6 outside", "2001:db8:8000::/33", "2001:db8:7fff::", false);
    row("mapped v4", "10.0.0.0/8", "::ffff:10.9.9.9", true);
}

void TestValueTest::networks()
{
    QFETCH(QByteArray, network);
    QFETCH(QByteArray, address);
    QFETCH(bool, contains);
    QCOMPARE(
        parseIpNetwork(network.toStdString())->contains(*parseIpAddress(address.toStdString())),
        contains);
}

// CaseFoldedText takes the first form that fits, which needs this to be true.
void TestValueTest::noFormOfACharacterBeginsWithAnother()
{
    for (char32_t character = 1; character < 0x20000; ++character) {
        if (QChar::isSurrogate(character))
            continue;
        const QString same = QString::fromUcs4(&character, 1);
        QStringList forms{same, same.toLower(), same.toUpper()};
        forms.removeDuplicates();
        for (const QString &one : forms) {
            for (const QString &other : forms) {
                if (one != other && (one.startsWith(other) || one.endsWith(other)))
                    QFAIL(qPrintable(QStringLiteral("U+%1").arg(uint(character), 4, 16)));
            }
        }
    }
}

void TestValueTest::intervalsAreFoundAsByTryingEach()
{
    std::minstd_rand random(7);
    using Index = IntervalIndex<int, int>;
    std::vector<Index::Interval> intervals;
    for (int i = 0; i < 300; ++i) {
        const int low = static_cast<int>(random() % 100);
        intervals.push_back({low, low + static_cast<int>(random() % 20), i});
    }
    const Index index(intervals);
    for (int point = -1; point <= 121; ++point) {
        std::vector<int> found;
        index.find(point, found);
        std::sort(found.begin(), found.end());
        std::vector<int> expected;
        for (const auto &interval : intervals) {
            if (interval.low <= point && point <= interval.high)
                expected.push_back(interval.payload);
        }
        QCOMPARE(found, expected);
    }
}

QTEST_GUILESS_MAIN(TestValueTest)
#include "tst_valuetest.moc"
