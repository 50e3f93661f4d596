#include "engine/pipeline/documenttext.h"
#include "engine/pipeline/pipelinegraph.h"
#include "engine/pipeline/pipelinereader.h"
#include "engine/pipeline/validation.h"
#include "engine/pipeline/yamldocument.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

using namespace Saltern;

using Edit = DocumentText::Edit;

namespace {

const QByteArray document = R"(saltern: 1
pipeline: edits   # the name
nodes:
  # the first
  a:
    kind: manual@1
    label: A
  # the second
  b: {kind: filter@1, match: {x: [1]}}
  c:
    kind: log@1
    message: |
      two
      lines
wires:
  - a -> b
  - b.out -> c   # always
  - b.else -> c
)";

QString s(const char *latin1)
{
    return QString::fromLatin1(latin1);
}

} // namespace

class TestDocumentEdits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void severalEdits_data();
    void severalEdits();
    void togetherIsLikeOneAfterAnother_data();
    void togetherIsLikeOneAfterAnother();
    void spansAreWhatIsReplaced();
    void faultsAreTold();
    void loopsAreForeseen_data();
    void loopsAreForeseen();
};

void TestDocumentEdits::severalEdits_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QList<Edit>>("edits");
    QTest::addColumn<QByteArray>("before"); // is replaced
    QTest::addColumn<QByteArray>("after");
    const auto row = [](const char *name,
                        const QList<Edit> &edits,
                        const char *before,
                        const char *after,
                        const QByteArray &text = document) {
        QTest::newRow(name) << text << edits << QByteArray(before) << QByteArray(after);
    };
    row("nothing", {}, "", "");
    row("two settings",
        {Edit::set(s("/nodes/a/label"), s("One")), Edit::set(s("/nodes/b/kind"), s("log@1"))},
        "label: A\n  # the second\n  b: {kind: filter@1",
        "label: One\n  # the second\n  b: {kind: log@1");
    row("two removed from the last to the first",
        {Edit::remove(s("/wires/2")), Edit::remove(s("/wires/1"))},
        "  - b.out -> c   # always\n  - b.else -> c\n",
        "");
    row("all removed",
        {Edit::remove(s("/wires/2")), Edit::remove(s("/wires/1")), Edit::remove(s("/wires/0"))},
        "wires:\n  - a -> b\n  - b.out -> c   # always\n  - b.else -> c\n",
        "wires: []\n");
    row("a wire is written as people do",
        {Edit::set(s("/wires/-"), s("a -> c")), Edit::set(s("/wires/-"), s("c -> a"))},
        "  - b.else -> c\n",
        "  - b.else -> c\n  - a -> c\n  - c -> a\n");
    row("a node with its comment",
        {Edit::remove(s("/nodes/a"))},
        "  # the first\n  a:\n    kind: manual@1\n    label: A\n",
        "");
    row("a node is added",
        {Edit::setRaw(s("/nodes/d"), "kind: log@1\nmessage: \"x\" # mine\n")},
        "      lines\n",
        "      lines\n  d:\n    kind: log@1\n    message: \"x\" # mine\n");
    row("the first node",
        {Edit::setRaw(s("/nodes/d"), "kind: log@1\n"),
         Edit::setRaw(s("/nodes/e"), "kind: log@1\n")},
        "nodes: {}  # none\n",
        "nodes:  # none\n  d:\n    kind: log@1\n  e:\n    kind: log@1\n",
        "saltern: 1\nnodes: {}  # none\nwires: []\n");
    row("the first node of all",
        {Edit::setRaw(s("/nodes/d"), "kind: log@1\n")},
        "saltern: 1\n",
        "saltern: 1\nnodes:\n  d:\n    kind: log@1\n",
        "saltern: 1\n");
    row("a node in brackets",
        {Edit::setRaw(s("/nodes/d"), "kind: log@1\n")},
        "{a: {kind: manual}}",
        "{a: {kind: manual}, d: { kind: log@1 }}",
        "nodes: {a: {kind: manual}}\n");
    row("the first wires",
        {Edit::setRaw(s("/wires"), "- a -> b\n- b -> c\n")},
        "wires: []",
        "wires:\n  - a -> b\n  - b -> c",
        "saltern: 1\nwires: []\n");
    row("a key behind its siblings",
        {Edit::set(s("/title"), s("T"), {s("saltern"), s("pipeline")}),
         Edit::set(s("/nodes/a/note"), s("Why"), {s("kind")})},
        "# the name\nnodes:\n  # the first\n  a:\n    kind: manual@1\n",
        "# the name\ntitle: T\nnodes:\n  # the first\n  a:\n    kind: manual@1\n    note: Why\n");
    row("set in what was added before",
        {Edit::setRaw(s("/nodes/d"), "kind: log@1\n"), Edit::set(s("/nodes/d/label"), s("D"))},
        "      lines\n",
        "      lines\n  d:\n    kind: log@1\n    label: D\n");
    row("renamed, then set",
        {Edit::rename(s("/nodes/a"), s("z")), Edit::set(s("/nodes/z/label"), s("Z"))},
        "  a:\n    kind: manual@1\n    label: A\n",
        "  z:\n    kind: manual@1\n    label: Z\n");
    row("nothing to take out", {Edit::removeIfThere(s("/nodes/a/note"))}, "", "");
}

void TestDocumentEdits::severalEdits()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QList<Edit>, edits);
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    const auto edited = DocumentText::apply(text, edits);
    QVERIFY(edited.has_value());
    QVERIFY(text.contains(before));
    QCOMPARE(*edited, before.isEmpty() ? text : QByteArray(text).replace(before, after));
}

void TestDocumentEdits::togetherIsLikeOneAfterAnother_data()
{
    QTest::addColumn<int>("seed");
    for (int seed = 1; seed <= 300; ++seed)
        QTest::addRow("seed %d", seed) << seed;
}

void TestDocumentEdits::togetherIsLikeOneAfterAnother()
{
    QFETCH(const int, seed);
    QRandomGenerator random(static_cast<quint32>(seed));
    const auto oneOf = [&](const QStringList &list) {
        return list.at(random.bounded(static_cast<int>(list.size())));
    };
    QByteArray text = document;
    QList<Edit> edits;
    for (int i = 0; i < 8; ++i) {
        const QString node = s("/nodes/") + oneOf({s("a"), s("b"), s("c"), s("d"), s("e")});
        const QString inner = node + u'/' + oneOf({s("kind"), s("label"), s("x"), s("match/x")});
        Edit edit;
        switch (random.bounded(7)) {
        case 0:
            edit = Edit::setRaw(node, "kind: log@1\nmessage: |\n  a\n\n  b\n");
            break;
        case 1:
            edit = Edit::remove(node);
            break;
        case 2:
            edit = Edit::removeIfThere(inner);
            break;
        case 3:
            edit = Edit::rename(node, oneOf({s("d"), s("e")}));
            break;
        case 4:
            edit = Edit::set(s("/wires/-"), s("a -> c"));
            break;
        default:
            edit = Edit::set(inner, QJsonArray{i, s("two\nlines")});
        }
        const auto next = DocumentText::apply(text, {edit});
        // Two keys of one name are a fault of the list, not of how it is applied.
        if (!next || !readYaml(*next).problems.isEmpty())
            continue;
        text = *next;
        edits += edit;
    }
    const auto together = DocumentText::apply(document, edits);
    QVERIFY(together.has_value());
    QCOMPARE(readYaml(*together).value, readYaml(text).value);
}

void TestDocumentEdits::spansAreWhatIsReplaced()
{
    const auto spans = DocumentText::spans(
        document,
        {Edit::set(s("/nodes/c/kind"), s("log@2")), Edit::set(s("/nodes/a/label"), s("One"))});
    QVERIFY(spans.has_value());
    QCOMPARE(spans->size(), std::size_t{2});
    QVERIFY(spans->at(0).to <= spans->at(1).from);
    QCOMPARE(spans->at(0).by, QByteArray(" One"));
    QVERIFY(!DocumentText::spans(
        document, {Edit::rename(s("/nodes/a"), s("z")), Edit::set(s("/nodes/z/label"), s("Z"))}));
    QVERIFY(!DocumentText::spans(document, {Edit::remove(s("/nodes/nobody"))}));
}

void TestDocumentEdits::faultsAreTold()
{
    QCOMPARE(DocumentText::apply(document, {Edit::remove(s("/nodes/nobody"))}).error().kind,
             ErrorKind::NotFound);
    QCOMPARE(DocumentText::apply(document, {Edit::setRaw(s("/nodes/a"), "kind: [")}).error().kind,
             ErrorKind::BadInput);
    QCOMPARE(DocumentText::apply("a: [", {Edit::set(s("/a"), 1)}).error().kind,
             ErrorKind::BadInput);
    const auto raw = DocumentText::raw(document, QStringList{s("/nodes/a"), s("/nodes/c")});
    QCOMPARE(*raw,
             (QByteArrayList{"kind: manual@1\nlabel: A\n",
                             "kind: log@1\nmessage: |\n  two\n  lines\n"}));
    QVERIFY(!DocumentText::raw(document, QStringList{s("/nodes/a"), s("/nodes/z")}));
    const QByteArray commented = "a:\n  x: 1\n  y: 2 # two\n# three\nb: 1\n";
    QCOMPARE(*DocumentText::raw(commented, s("/a")), QByteArray("x: 1\ny: 2 # two\n"));
    QCOMPARE(*DocumentText::setRaw(commented, s("/a"), "x: 1\ny: 2 # two\n"), commented);
}

void TestDocumentEdits::loopsAreForeseen_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QStringList>("loop");
    QTest::newRow("none") << s("x") << s("z") << QStringList();
    QTest::newRow("back") << s("z") << s("x") << QStringList{s("z"), s("x"), s("y"), s("z")};
    QTest::newRow("itself") << s("x") << s("x") << QStringList{s("x"), s("x")};
    QTest::newRow("through a filter") << s("x") << s("f") << QStringList();
    QTest::newRow("nobody") << s("x") << s("nobody") << QStringList();
}

void TestDocumentEdits::loopsAreForeseen()
{
    QFETCH(const QString, from);
    QFETCH(const QString, to);
    QFETCH(const QStringList, loop);
    const QByteArray text = "saltern: 1\npipeline: p\nnodes:\n  f: {kind: filter}\n"
                            "  x: {kind: log}\n  y: {kind: log}\n  z: {kind: log}\n"
                            "wires:\n- f -> x\n- x -> y\n- y -> z\n";
    LoadedPipeline loaded = readPipeline(text);
    QCOMPARE(PipelineGraph(loaded.pipeline).loopClosedBy(from, to), loop);
    // What is foreseen is what validation says afterwards.
    if (!loaded.pipeline.node(to))
        return;
    loaded.pipeline.wires.append({from, {}, to});
    const QList<Problem> problems = validate(loaded.pipeline, {}, nullptr);
    const bool found = std::any_of(problems.begin(), problems.end(), [](const Problem &problem) {
        return problem.code == QLatin1StringView("loop-without-guard");
    });
    QCOMPARE(found, !loop.isEmpty());
}

QTEST_APPLESS_MAIN(TestDocumentEdits)
#include "tst_documentedits.moc"
