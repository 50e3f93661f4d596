#include "engine/events/matcher.h"

#include <QTest>

using namespace Saltern;

class TestMatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void dialect_data();
    void dialect();
    void hostileEvents_data();
    void hostileEvents();
    void severalPatterns();
    void manyElements();
};

// One row each: does the pattern match the event?
void TestMatcher::dialect_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<bool>("matches");
    const auto row = [](const char *name, const char *pattern, const char *event, bool matches) {
        QTest::newRow(name) << QByteArray(pattern) << QByteArray(event) << matches;
    };
    row("text", R"({"a":["x","y"]})", R"({"a":"y"})", true);
    row("other text", R"({"a":["x","y"]})", R"({"a":"z"})", false);
    row("text is no number", R"({"a":["1"]})", R"({"a":1})", false);
    row("number as double", R"({"a":[300]})", R"({"a":3e2})", true);
    row("null", R"({"a":[null]})", R"({"a":null})", true);
    row("null is no text", R"({"a":[null]})", R"({"a":"null"})", false);
    row("true", R"({"a":[true]})", R"({"a":true})", true);
    row("escapes", R"({"a":["\u00e9\n"]})", R"({"a":"é\u000a"})", true);
    row("prefix", R"({"a":[{"prefix":"we"}]})", R"({"a":"web"})", true);
    row("suffix", R"({"a":[{"suffix":"b"}]})", R"({"a":"web"})", true);
    row("ignore case", R"({"a":[{"equals-ignore-case":"WEB"}]})", R"({"a":"weB"})", true);
    row("ignore case unicode",
        R"({"a":[{"equals-ignore-case":"straße"}]})",
        R"({"a":"STRASSE"})",
        true);
    row("prefix ignore case",
        R"({"a":[{"prefix":{"equals-ignore-case":"W"}}]})",
        R"({"a":"web"})",
        true);
    row("suffix ignore case",
        R"({"a":[{"suffix":{"equals-ignore-case":"EB"}}]})",
        R"({"a":"web"})",
        true);
    row("wildcard", R"({"a":[{"wildcard":"w*b*-\\*"}]})", R"({"a":"web-*"})", true);
    row("anything-but", R"({"a":[{"anything-but":"x"}]})", R"({"a":"y"})", true);
    row("anything-but itself", R"({"a":[{"anything-but":"x"}]})", R"({"a":"x"})", false);
    row("anything-but needs a value", R"({"a":[{"anything-but":"x"}]})", R"({"b":1})", false);
    row("anything-but other type", R"({"a":[{"anything-but":0}]})", R"({"a":"x"})", true);
    row("anything-but prefix",
        R"({"a":[{"anything-but":{"prefix":["x","y"]}}]})",
        R"({"a":"yz"})",
        false);
    row("numeric", R"({"a":[{"numeric":[">",0,"<=",5]}]})", R"({"a":5})", true);
    row("cidr", R"({"a":[{"cidr":"10.0.0.0/8"}]})", R"({"a":"10.255.0.1"})", true);
    row("cidr outside", R"({"a":[{"cidr":"10.0.0.0/8"}]})", R"({"a":"11.0.0.1"})", false);
    row("cidr 6", R"({"a":[{"cidr":"2001:db8::/32"}]})", R"({"a":"2001:db8:1::1"})", true);
    row("exists", R"({"a":[{"exists":true}]})", R"({"a":null})", true);
    row("exists needs a leaf", R"({"a":[{"exists":true}]})", R"({"a":{"b":1}})", false);
    row("absent", R"({"a":[{"exists":false}]})", R"({"a":[]})", true);
    row("or", R"({"t":[1],"$or":[{"a":[1]},{"b":[2]}]})", R"({"t":1,"b":2})", true);
    row("or fails with its sibling",
        R"({"t":[1],"$or":[{"a":[1]},{"b":[2]}]})",
        R"({"t":0,"b":2})",
        false);
    row("dotted label", R"({"a":{"com.x.y":[1]}})", R"({"a":{"com.x.y":1}})", true);
    row("dots anywhere", R"({"a.com":{"x.y":[1]}})", R"({"a":{"com.x":{"y":1}}})", true);
    row("same element", R"({"m":{"a":[1],"b":[2]}})", R"({"m":[{"a":1},{"a":1,"b":2}]})", true);
    row("different elements", R"({"m":{"a":[1],"b":[2]}})", R"({"m":[{"a":1},{"b":2}]})", false);
    row("absent in the element",
        R"({"m":{"a":[1],"b":[{"exists":false}]}})",
        R"({"m":[{"a":1},{"b":2}]})",
        true);
    row("absent in the element, present",
        R"({"m":{"a":[1],"b":[{"exists":false}]}})",
        R"({"m":[{"a":1,"b":2},{"a":2}]})",
        false);
    row("either absent or a value", R"({"a":[{"exists":false},"x"]})", R"({"a":"y"})", false);
    row("elements of sibling arrays",
        R"({"m.a":[1],"o.b":[2]})",
        R"({"m":[{"a":0},{"a":1}],"o":[{"b":2}]})",
        true);
    row("arrays in arrays",
        R"({"m":{"a":[1],"b":[2]}})",
        R"({"m":[[{"a":1}],[{"a":1,"b":2}]]})",
        true);
    row("arrays in arrays, apart",
        R"({"m":{"a":[1],"b":[2]}})",
        R"({"m":[[{"a":1},{"b":2}]]})",
        false);
    row("both values of a key that is there twice",
        R"({"a":[1],"b":[2]})",
        R"({"a":1,"a":0,"b":0,"b":2})",
        true);
    row("integer beyond 64 bits",
        R"({"a":[{"numeric":[">",1e29]}]})",
        R"({"a":123456789012345678901234567890})",
        true);
    row("number beyond a double", R"({"a":[{"numeric":["<",-1e300]}]})", R"({"a":-1e999})", true);
    row("half a surrogate pair", R"({"b":[1]})", R"({"a":"\ud800","b":1})", true);
    row("surrogate pair", R"({"a":["\ud83d\ude00"]})", R"({"a":"\ud83d\ude00"})", true);
    row("other spelling of an address", R"({"a":["::1"]})", R"({"a":"0:0:0:0:0:0:0:1"})", true);
    row("a field named $or", R"({"$or":["x"]})", R"({"$or":"x"})", true);
    row("$or in $or",
        R"({"$or":[{"a":[1]},{"b":[1],"$or":[{"c":[1]},{"d":[1]}]}]})",
        R"({"b":1,"d":1})",
        true);
    row("$or inside a field", R"({"m":{"$or":[{"a":[1]},{"b":[1]}]}})", R"({"m":{"b":1}})", true);
}

void TestMatcher::dialect()
{
    QFETCH(QByteArray, pattern);
    QFETCH(QByteArray, event);
    QFETCH(bool, matches);
    const auto parsed = Pattern::parse(pattern);
    QVERIFY2(parsed.has_value(), parsed ? "" : qPrintable(parsed.error().toString()));
    Matcher matcher({{7, *parsed}});
    event.reserve(event.size() + 64);
    std::vector<quint32> ids;
    QVERIFY(matcher.match(event, ids).has_value());
    QCOMPARE(ids, matches ? std::vector<quint32>{7} : std::vector<quint32>{});
}

void TestMatcher::hostileEvents_data()
{
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<QString>("inMessage");
    QTest::newRow("empty") << QByteArray() << QStringLiteral("empty");
    QTest::newRow("array") << QByteArray("[1]") << QStringLiteral("not a JSON object");
    QTest::newRow("cut") << QByteArray(R"({"a":"x)") << QStringLiteral("at byte");
    QTest::newRow("two objects") << QByteArray("{} {}") << QStringLiteral("at byte");
    QTest::newRow("not UTF-8") << QByteArray("{\"a\":\"\xff\"}") << QStringLiteral("UTF-8");
    QTest::newRow("too deep") << QByteArray("{\"a\":") + QByteArray(100'000, '[')
                              << QStringLiteral("not valid JSON");
    QTest::newRow("bad number") << QByteArray(R"({"a":01})") << QStringLiteral("not valid JSON");
    QTest::newRow("bad escape") << QByteArray(R"({"a":"\x"})") << QStringLiteral("not valid JSON");
}

void TestMatcher::hostileEvents()
{
    QFETCH(QByteArray, event);
    QFETCH(QString, inMessage);
    Matcher matcher({{7, Pattern::parse(R"({"a":[{"exists":true}]})").value()}});
    event.reserve(event.size() + 64);
    std::vector<quint32> ids{1};
    const auto done = matcher.match(event, ids);
    QVERIFY(!done.has_value());
    QVERIFY(ids.empty());
    QVERIFY2(done.error().message.contains(inMessage), qPrintable(done.error().message));
    // What was read before the fault leaves no trace.
    QByteArray good(R"({"a":1})");
    good.reserve(good.size() + 64);
    QVERIFY(matcher.match(good, ids).has_value());
    QCOMPARE(ids, std::vector<quint32>{7});
}

// Ids come once and in order, also when a pattern matches in several ways.
void TestMatcher::severalPatterns()
{
    const auto pattern = [](const char *json) { return Pattern::parse(json).value(); };
    Matcher matcher({{9, pattern(R"({"a":["x"]})")},
                     {3, pattern(R"({"$or":[{"a":["x"]},{"b":[1]}]})")},
                     {5, pattern(R"({"a":["x"],"b":[2]})")},
                     {4, pattern(R"({"c":[{"exists":false}]})")}});
    QByteArray event(R"({"a":["x","x"],"b":1})");
    event.reserve(event.size() + 64);
    std::vector<quint32> ids;
    QVERIFY(matcher.match(event, ids).has_value());
    QCOMPARE(ids, (std::vector<quint32>{3, 4, 9}));
}

// Every element fits each clause but one: trying all pairs would take minutes.
void TestMatcher::manyElements()
{
    Matcher matcher({{1, Pattern::parse(R"({"m":{"a":[1],"b":[1],"c":[1]}})").value()}});
    QByteArray event("{\"m\":[");
    constexpr int elements = 20'000;
    for (int i = 0; i < elements; ++i)
        event += i % 2 == 0 ? R"({"a":1,"b":1},)" : R"({"b":1,"c":1},)";
    std::vector<quint32> ids;
    QByteArray without = event + "{}]}";
    without.reserve(without.size() + 64);
    QVERIFY(matcher.match(without, ids).has_value());
    QVERIFY(ids.empty());
    QByteArray with = event + R"({"a":1,"b":1,"c":1}]})";
    with.reserve(with.size() + 64);
    QVERIFY(matcher.match(with, ids).has_value());
    QCOMPARE(ids, std::vector<quint32>{1});
}

QTEST_GUILESS_MAIN(TestMatcher)
#include "tst_matcher.moc"
