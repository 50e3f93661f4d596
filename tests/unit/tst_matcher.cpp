#include "engine/events/matcher.h"

#include <QTest>

using namespace Saltern;

class TestMatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void dialect_data();
    void dialect();
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

QTEST_GUILESS_MAIN(TestMatcher)
#include "tst_matcher.moc"
