#include "engine/events/template.h"
#include "engine/pipeline/parameterrendering.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Saltern;

namespace {

class Scope final : public TemplateScope
{
public:
    std::optional<QJsonValue> root(const QString &name) const override
    {
        static const QJsonObject roots = QJsonDocument::fromJson(R"({
            "event": {
                "type": "docker/container/die",
                "data": {
                    "name": "web", "code": 137, "ratio": 42.555, "big": 9007199254740993,
                    "ok": true, "none": null, "empty": "", "smile": "a\ud83d\ude00b",
                    "list": ["x", "y", "x", 1], "nothing": [],
                    "labels": {"com.docker.compose.project": "shop", "com": {"docker": 1},
                               "a/b-c": "slash", "odd key.": "odd"},
                    "nested": {"a.b": {"c": 1}, "a": {"b": {"c": 2, "d": 3}}},
                    "markup": "{{ secret.TOKEN }} & <b>"
                }
            },
            "steps": {"diagnose": {"data": {"cause": "memory"}, "port": "ok"}}
        })")
                                             .object();
        const auto found = roots.find(name);
        return found == roots.end() ? std::nullopt : std::optional<QJsonValue>(found.value());
    }
    Result<QString> secret(const QString &name) const override
    {
        if (name == QLatin1StringView("TOKEN"))
            return QStringLiteral("s3cret");
        return fail(ErrorKind::NotFound, QStringLiteral("No secret."), QStringLiteral("Set it."));
    }
};

QJsonValue json(const char *text)
{
    return QJsonDocument::fromJson('[' + QByteArray(text) + ']').array().at(0);
}

} // namespace

class TestTemplate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void renders_data();
    void renders();
    void refused_data();
    void refused();
    void fails_data();
    void fails();
    void references();
    void constants();
    void growthIsBounded();
    void onlyTemplatedSettingsAreRendered();
    void settingIsNamedInTheError();
};

void TestTemplate::renders_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QJsonValue>("expected");
    const auto row = [](const char *name, const char *text, const char *expected) {
        QTest::newRow(name) << QString::fromUtf8(text) << json(expected);
    };
    row("constant", "plain", R"("plain")");
    row("empty", "", R"("")");
    row("one brace", "{ a } }} {", R"("{ a } }} {")");
    row("lone text", "{{ event.data.name }}", R"("web")");
    row("lone number", "{{event.data.code}}", "137");
    row("lone whole number beyond 2^53", "{{ event.data.big }}", "9007199254740993");
    row("lone boolean", "{{ event.data.ok }}", "true");
    row("lone null", "{{ event.data.none }}", "null");
    row("lone list", "{{ event.data.list }}", R"(["x","y","x",1])");
    row("mixed number", "code {{ event.data.code }}!", R"("code 137!")");
    row("mixed fraction", "{{ event.data.ratio }} ", R"("42.555 ")");
    row("mixed big", "{{ event.data.big }} ", R"("9007199254740993 ")");
    row("mixed object", "x={{ steps.diagnose.data }}", R"("x={\"cause\":\"memory\"}")");
    row("two", "{{ event.data.name }}/{{ steps.diagnose.port }}", R"("web/ok")");
    row("literal", "{{ '{{' }}{{ '{%' }}", R"("{{{%")");
    row("escapes in a literal", R"({{ 'a\'b\n' }})", R"("a'b\n")");
    row("event text is not a template",
        "{{ event.data.markup }} x",
        R"("{{ secret.TOKEN }} & <b> x")");
    row("label with dots", "{{ event.data.labels.com.docker.compose.project }}", R"("shop")");
    row("shorter when the longer is not there", "{{ event.data.labels.com.docker }}", "1");
    row("longest key wins", "{{ event.data.nested.a.b.c }}", "1");
    row("and is not left again", "{{ event.data.nested.a.b.d | default('no') }}", R"("no")");
    row("slash and dash in a name", "{{ event.data.labels.a/b-c }}", R"("slash")");
    row("key in brackets", "{{ event.data.labels['odd key.'] }}", R"("odd")");
    row("index", "{{ event.data.list[1] }}", R"("y")");
    row("index after a dot", "{{ event.data.list.1 }}", R"("y")");
    row("index from the end", "{{ event.data.list[-1] }}", "1");
    row("secret", "{{ secret.TOKEN }}", R"("s3cret")");
    row("default for a missing path", "{{ event.data.no | default('x') }}", R"("x")");
    row("default without a value", "{{ event.data.no | d }}", R"("")");
    row("default keeps null", "{{ event.data.none | default('x') }}", "null");
    row("default for what is false", "{{ event.data.empty | default('x', true) }}", R"("x")");
    row("default from a path", "{{ event.no | default(event.data.name) }}", R"("web")");
    row("unneeded default is not read",
        "{{ event.type | default(event.no) }}",
        R"("docker/container/die")");
    row("missing passes other filters", "{{ event.no | upper | default('x') }}", R"("x")");
    row("unknown root is missing", "{{ nowhere.x | default(1) }}", "1");
    row("upper", "{{ event.data.name | upper }}", R"("WEB")");
    row("lower", "{{ 'ÄB' | lower }}", R"("äb")");
    row("title", "{{ 'one two-three' | title }}", R"("One Two-Three")");
    row("capitalize", "{{ 'oNE two' | capitalize }}", R"("One two")");
    row("trim", "{{ '  a ' | trim }}", R"("a")");
    row("string", "{{ event.data.code | string }}", R"("137")");
    row("length of text counts characters", "{{ event.data.smile | length }}", "3");
    row("length of a list", "{{ event.data.list | count }}", "4");
    row("tojson", "{{ event.data.list | tojson }}", R"("[\"x\",\"y\",\"x\",1]")");
    row("tojson of text", "{{ event.data.name | tojson }}", R"("\"web\"")");
    row("int", "{{ '42' | int }}", "42");
    row("int of a fraction", "{{ event.data.ratio | int }}", "42");
    row("int of a fraction as text", "{{ '-4.9' | int }}", "-4");
    row("int with a fallback", "{{ 'x' | int(7) }}", "7");
    row("float", "{{ '2.5' | float }}", "2.5");
    row("round", "{{ event.data.ratio | round }}", "43");
    row("round to decimals", "{{ event.data.ratio | round(1) }}", "42.6");
    row("round down", "{{ event.data.ratio | round(1, 'floor') }}", "42.5");
    row("abs", "{{ -3 | abs }}", "3");
    row("join", "{{ event.data.list | join(', ') }}", R"("x, y, x, 1")");
    row("first", "{{ event.data.list | first }}", R"("x")");
    row("last", "{{ event.data.list | last }}", "1");
    row("first of text", "{{ event.data.name | first }}", R"("w")");
    row("first of nothing is missing", "{{ event.data.nothing | first | default('-') }}", R"("-")");
    row("unique", "{{ event.data.list | unique }}", R"(["x","y",1])");
    row("replace", "{{ event.type | replace('/', '.') }}", R"("docker.container.die")");
    row("truncate at a word", "{{ 'one two three' | truncate(10) }}", R"("one...")");
    row("truncate inside a word", "{{ 'one two three' | truncate(10, true) }}", R"("one two...")");
    row("truncate keeps characters whole",
        "{{ event.data.smile | truncate(2, true, '') }}",
        R"("a\ud83d\ude00")");
    row("truncate leaves short text", "{{ 'abc' | truncate(3) }}", R"("abc")");
    row("b64encode", "{{ 'hello' | b64encode }}", R"("aGVsbG8=")");
    row("urlencode", "{{ 'a b/c&d' | urlencode }}", R"("a%20b/c%26d")");
    row("chain", "{{ event.data.name | upper | replace('W', 'V') | lower }}", R"("veb")");
}

void TestTemplate::renders()
{
    QFETCH(QString, text);
    const auto parsed = Template::parse(text);
    QVERIFY2(parsed.has_value(), parsed ? "" : qPrintable(parsed.error().toString()));
    const auto rendered = parsed->render(Scope());
    QVERIFY2(rendered.has_value(), rendered ? "" : qPrintable(rendered.error().toString()));
    QTEST(*rendered, "expected");
}

void TestTemplate::refused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("offset");
    const auto row = [](const char *text, int offset) {
        QTest::newRow(text) << QString::fromUtf8(text) << offset;
    };
    row("{{", 2);
    row("ab {{ }}", 6);
    row("{{ event.data", 13);
    row("{{ event.data }", 14);
    row("{{ event..data }}", 9);
    row("{{ event.data | uper }}", 16);
    row("{{ event.data | }}", 16);
    row("{{ event.data | upper(1) }}", 16);
    row("{{ event.data | replace('a') }}", 16);
    row("{{ event.data | default('a' }}", 28);
    row("{{ event.data | default('a }}", 24);
    row("{{ event data }}", 9);
    row("{{ event[x] }}", 9);
    row("{{ event[1 }}", 11);
    row("{{ 1.2.3 }}", 3);
    row("{{ secret }}", 3);
    row("{{ secret.A.B }}", 3);
    row("ä {{ $ }}", 5);
    row("x {% if event %}", 2);
}

void TestTemplate::refused()
{
    QFETCH(QString, text);
    const auto parsed = Template::parse(text);
    QVERIFY(!parsed.has_value());
    QVERIFY(!parsed.error().message.isEmpty());
    QVERIFY(!parsed.error().remedy.isEmpty());
    QTEST(parsed.error().detail.toInt(), "offset");
}

void TestTemplate::fails_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    const auto row = [](const char *text, const char *part) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(part);
    };
    row("{{ event.data.nme }}", "Did you mean \"name\"?");
    row("{{ event.data.list[9] }}", "event.data.list[9]");
    row("x {{ nowhere.y }}", "nowhere.y");
    row("{{ event.no | default(event.neither) }}", "event.neither");
    row("{{ event.data.list | int }}", "a list");
    row("{{ event.data.name | join }}", "\"join\"");
    row("{{ 'x' | round }}", "\"round\"");
    row("{{ 5 | round(99) }}", "15 decimals");
    row("{{ 5 | round(1, 'up') }}", "'ceil'");
    row("{{ 'a' | replace('', 'b') }}", "empty");
    row("{{ 'a' | truncate(1) }}", "more than 3");
    row("{{ secret.OTHER }}", "Set it.");
}

void TestTemplate::fails()
{
    QFETCH(QString, text);
    QFETCH(QString, part);
    const auto parsed = Template::parse(text);
    QVERIFY(parsed.has_value());
    const auto rendered = parsed->render(Scope());
    QVERIFY(!rendered.has_value());
    QVERIFY2(rendered.error().toString().contains(part), qPrintable(rendered.error().toString()));
    QVERIFY(!rendered.error().remedy.isEmpty());
}

void TestTemplate::references()
{
    const auto parsed = Template::parse(
        QStringLiteral("{{ event.data['a b'][0] }} {{ steps.x.data | default(trigger.id) }}"));
    QVERIFY(parsed.has_value());
    QStringList seen;
    const auto found = parsed->references();
    for (const TemplateReference &reference : found)
        seen += QStringLiteral("%1@%2").arg(reference.path).arg(reference.offset);
    QCOMPARE(seen,
             (QStringList{QStringLiteral("event.data.a b[0]@3"),
                          QStringLiteral("steps.x.data@30"),
                          QStringLiteral("trigger.id@53")}));
    QCOMPARE(found[1].segments.at(1), QStringLiteral("x"));
}

void TestTemplate::constants()
{
    QVERIFY(Template::parse(QStringLiteral("a }} b"))->isConstant());
    QVERIFY(Template().isConstant());
    QVERIFY(!Template::parse(QStringLiteral("{{ 'a' }}"))->isConstant());
}

void TestTemplate::growthIsBounded()
{
    class Hostile final : public TemplateScope
    {
    public:
        std::optional<QJsonValue> root(const QString &) const override
        {
            return QJsonValue(QString(500'000, u'a'));
        }
        Result<QString> secret(const QString &) const override { return QString(); }
    };
    for (const char *text : {"{{ event | replace('a', event) }}",
                             "{{ event }}{{ event }}{{ event }}{{ event }}{{ event }}{{ event }}"
                             "{{ event }}{{ event }}{{ event }}"}) {
        const auto rendered = Template::parse(QString::fromLatin1(text))->render(Hostile());
        QVERIFY(!rendered.has_value());
        QCOMPARE(rendered.error().kind, ErrorKind::TooLarge);
    }
}

namespace {

NodeDescriptor example()
{
    return {.kind = QStringLiteral("example"),
            .parameters = {
                {.name = QStringLiteral("text"), .templated = true},
                {.name = QStringLiteral("code"), .type = ParameterType::Code},
                {.name = QStringLiteral("headers"),
                 .type = ParameterType::Map,
                 .fields = {{.name = QStringLiteral("value"), .templated = true}}},
                {.name = QStringLiteral("options"),
                 .type = ParameterType::Object,
                 .fields = {{.name = QStringLiteral("on"), .templated = true},
                            {.name = QStringLiteral("off")}}},
                {.name = QStringLiteral("body"), .type = ParameterType::Json, .templated = true},
            }};
}

} // namespace

void TestTemplate::onlyTemplatedSettingsAreRendered()
{
    const QJsonObject parameters = json(R"({
        "text": "{{ event.data.code }}", "code": "{{ untouched }}",
        "headers": {"X-Name": "{{ event.data.name }}"},
        "options": {"on": "{{ event.data.ok }}", "off": "{{ untouched }}"},
        "body": {"deep": ["{{ event.data.list }}", 1], "{{ key }}": "x"},
        "orderBy": "{{ event.type }}", "timeout": "1s"
    })")
                                       .toObject();
    const QJsonValue expected = json(R"({
        "text": 137, "code": "{{ untouched }}", "headers": {"X-Name": "web"},
        "options": {"on": true, "off": "{{ untouched }}"},
        "body": {"deep": [["x", "y", "x", 1], 1], "{{ key }}": "x"},
        "orderBy": "docker/container/die", "timeout": "1s"
    })");
    const auto rendered = renderParameters(example(), parameters, Scope());
    QVERIFY2(rendered.has_value(), rendered ? "" : qPrintable(rendered.error().toString()));
    QCOMPARE(QJsonValue(*rendered), expected);
}

void TestTemplate::settingIsNamedInTheError()
{
    const auto rendered = renderParameters(
        example(), json(R"({"headers": {"X-Name": "{{ event.no }}"}})").toObject(), Scope());
    QVERIFY(!rendered.has_value());
    QVERIFY(rendered.error().message.contains(u"headers/X-Name"));
}

QTEST_GUILESS_MAIN(TestTemplate)
#include "tst_template.moc"
