#include "app/studio/document/pipelinedocument.h"
#include "app/studio/document/shownwires.h"
#include "app/studio/document/textblocks.h"
#include "app/studio/models/nodelistmodel.h"
#include "app/studio/models/outlinemodel.h"
#include "app/studio/models/wirelistmodel.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace Saltern;

namespace {

const QByteArray handWritten = R"(# A pipeline that a person wrote.
saltern: 1
pipeline: self-heal   # the file's name

nodes:
  # first comes the trigger
  died:
    kind: docker.event@1
    match:
      data.container.exitCode: [{ anything-but: 0 }]   # a crash
    note: |
      Two lines,
      # not a comment

  sort: {kind: switch@1, cases: [{ name: web, match: { type: [x] } }]}
  oddity:
    kind: from.elsewhere@7
    text: "{{ steps.sort.data.x }}"

  # the last one
  page:
    kind: notify@1
    url: "{{ secret.PAGER_URL }}"
    text: "{{ steps.sort.port }} and {{ steps['died'].data.id }}"
wires:
- died -> sort   # always
- sort.web -> page
- sort.else -> oddity
- "oddity -> page"
tests:
  - name: one crash
    expect: { page: { calls: 0 } }
)";

const QList<QByteArray> &documents()
{
    static const QList<QByteArray> texts{
        handWritten,
        "saltern: 1\npipeline: untitled\nnodes: {}\nwires: []\n",
        "saltern: 1\r\npipeline: windows\r\nnodes:\r\n  go: { kind: manual@1 }\r\n",
        "saltern: 1\npipeline: flow\nnodes: {a: {kind: manual}, b: {kind: log, message: hi}}\n"
        "wires: [a -> b]",
        "{\"saltern\": 1, \"pipeline\": \"json\", \"nodes\": {\"a\": {\"kind\": \"manual@1\"}}}\n",
    };
    return texts;
}

// Calls verbs at random, with arguments that mostly make sense.
class Monkey
{
public:
    Monkey(PipelineDocument &document, quint32 seed) : m_document(document), m_random(seed) {}

    void step();

private:
    int upTo(int end) { return static_cast<int>(m_random.bounded(end)); }
    template<typename List>
    auto oneOf(const List &list)
    {
        return list.isEmpty() ? typename List::value_type()
                              : list.at(upTo(static_cast<int>(list.size())));
    }
    QString node() { return oneOf(m_document.nodeIds()); }
    QStringList nodes()
    {
        QStringList some;
        for (const QString &id : m_document.nodeIds()) {
            if (upTo(3) == 0)
                some += id;
        }
        return some;
    }
    Wire wire() { return oneOf(m_document.wires()); }
    QString port(const QString &id) { return oneOf(m_document.outputPorts(id)); }
    QPointF point() { return {upTo(100) * 8.0, upTo(100) * 8.0}; }
    QString kind()
    {
        return oneOf(QStringList{QStringLiteral("manual"),
                                 QStringLiteral("filter"),
                                 QStringLiteral("switch"),
                                 QStringLiteral("function"),
                                 QStringLiteral("timer"),
                                 QStringLiteral("container.action")});
    }
    QString text()
    {
        return oneOf(QStringList{QString(),
                                 QStringLiteral("plain"),
                                 QStringLiteral("yes"),
                                 QStringLiteral("two\nlines\n"),
                                 QStringLiteral("a: b # c"),
                                 QStringLiteral("{{ steps.died.data }}"),
                                 QStringLiteral("\u00e4\U0001F600 \"quoted\"")});
    }

    void structure();
    void wiring();
    void settings();
    void drawing();
    void texts();

    PipelineDocument &m_document;
    QRandomGenerator m_random;
};

void Monkey::step()
{
    switch (upTo(6)) {
    case 0:
        return structure();
    case 1:
        return wiring();
    case 2:
        return settings();
    case 3:
        return drawing();
    case 4:
        return texts();
    default:
        m_document.endTyping();
        return settings();
    }
}

void Monkey::structure()
{
    const Wire w = wire();
    switch (upTo(9)) {
    case 0:
    case 1:
        m_document.addNode(kind(), point());
        break;
    case 2:
        m_document.addNodeAndConnect(kind(), point(), node(), {});
        break;
    case 3:
        m_document.addNodeAndConnect(kind(), point(), {}, {}, node());
        break;
    case 4:
        m_document.addNodeOnWire(kind(), point(), w.from, w.port, w.to);
        break;
    case 5:
        m_document.spliceNode(node(), w.from, w.port, w.to);
        break;
    case 6:
        m_document.removeItems({node()}, {wireKey(w)}, upTo(2) == 0);
        break;
    case 7:
        m_document.removeItems(nodes(), {}, upTo(2) == 0);
        break;
    default:
        m_document.renameNode(node(),
                              oneOf(QStringList{QStringLiteral("renamed"),
                                                QStringLiteral("a-1"),
                                                QStringLiteral("not an id"),
                                                QStringLiteral("yes")}));
    }
}

void Monkey::wiring()
{
    const QString from = node();
    const Wire w = wire();
    switch (upTo(5)) {
    case 0:
    case 1:
        m_document.connectNodes(from, upTo(2) == 0 ? QString() : port(from), node());
        break;
    case 2:
        m_document.disconnectWire(w.from, w.port, w.to);
        break;
    case 3:
        m_document.disconnectAll(from, upTo(2) == 0 ? QString() : port(from));
        break;
    default:
        m_document.moveWires({wireKey(w)}, from, port(from));
    }
}

void Monkey::settings()
{
    switch (upTo(8)) {
    case 0:
        m_document.setLabel(nodes(), text());
        break;
    case 1:
        m_document.setNote(node(), text());
        break;
    case 2:
        m_document.setDisabled(nodes(),
                               oneOf(QStringList{QStringLiteral("no"),
                                                 QStringLiteral("stop"),
                                                 QStringLiteral("bypass")}));
        break;
    case 3:
        m_document.setParameter({node()}, QStringLiteral("/text"), text());
        break;
    case 4:
        m_document.setParameter(nodes(), QStringLiteral("/retry/max"), upTo(5));
        break;
    case 5:
        m_document.setParameter(
            {node()},
            QStringLiteral("/match"),
            QVariantMap{{QStringLiteral("data.x"), QVariantList{1, QStringLiteral("two")}}});
        break;
    case 6:
        m_document.clearParameter(nodes(), QStringLiteral("/retry/max"));
        break;
    default:
        m_document.setHead(oneOf(QStringList{QStringLiteral("title"),
                                             QStringLiteral("description"),
                                             QStringLiteral("pipeline")}),
                           oneOf(QStringList{QString(), QStringLiteral("other")}));
    }
}

void Monkey::drawing()
{
    const QString frame = oneOf(m_document.frames()).toMap().value(QStringLiteral("id")).toString();
    const QString note =
        oneOf(m_document.stickyNotes()).toMap().value(QStringLiteral("id")).toString();
    switch (upTo(11)) {
    case 0:
        m_document.moveNodes({{node(), point()}, {node(), point()}});
        break;
    case 1:
    case 2:
        m_document.nudge(nodes(), 8, 0);
        break;
    case 3:
        m_document.tidy(upTo(2) == 0 ? nodes() : QStringList());
        break;
    case 4:
        m_document.setPinned(nodes(), upTo(2) == 0);
        break;
    case 5:
        m_document.align(nodes(), QStringLiteral("left"));
        break;
    case 6:
        m_document.distribute(nodes(), true);
        break;
    case 7:
        m_document.addFrame(nodes(), text(), QStringLiteral("teal"));
        break;
    case 8:
        m_document.moveFrame(frame, 16, 8);
        m_document.setFrameTitle(frame, text());
        break;
    case 9:
        m_document.addStickyNote(point(), text());
        m_document.setStickyNoteText(note, text());
        break;
    default:
        m_document.removeFrame(frame);
        m_document.removeStickyNote(note);
    }
}

void Monkey::texts()
{
    const QString id = node();
    switch (upTo(5)) {
    case 0:
        m_document.setNodeYaml(id, m_document.nodeYaml(id));
        break;
    case 1:
        m_document.setNodeYaml(id, QStringLiteral("kind: log@1 # new\nmessage: |\n  a\n\n  b\n"));
        break;
    case 2:
        m_document.paste(m_document.copy(nodes()), point(), upTo(2) == 0);
        break;
    case 3:
        m_document.duplicate(nodes(), {16, 16});
        break;
    default:
        m_document.setYaml(m_document.yaml() + QStringLiteral("# a last line\n"));
    }
}

QStringList idsOf(const NodeListModel &model)
{
    QStringList ids;
    for (int row = 0; row < model.rowCount(); ++row)
        ids += model.index(row).data(NodeListModel::NodeIdRole).toString();
    return ids;
}

QStringList keysOf(const WireListModel &model)
{
    QStringList keys;
    for (int row = 0; row < model.rowCount(); ++row)
        keys += model.index(row).data(WireListModel::KeyRole).toString();
    keys.sort();
    return keys;
}

QStringList keysOf(const QList<Wire> &wires)
{
    QStringList keys;
    for (const Wire &wire : wires)
        keys += wireKey(wire);
    keys.sort();
    return keys;
}

} // namespace

class TestDocumentRandom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void anySequenceCanBeUndone_data();
    void anySequenceCanBeUndone();
    void aFewBlocksAreEditedLikeTheWhole();
    void movesInTheFileKeepEveryLine_data() { anySequenceCanBeUndone_data(); }
    void movesInTheFileKeepEveryLine();
};

void TestDocumentRandom::anySequenceCanBeUndone_data()
{
    QTest::addColumn<int>("document");
    QTest::addColumn<int>("seed");
    for (int document = 0; document < documents().size(); ++document) {
        for (int seed = 1; seed <= 12; ++seed)
            QTest::addRow("document %d seed %d", document, seed) << document << seed;
    }
}

void TestDocumentRandom::anySequenceCanBeUndone()
{
    QFETCH(const int, document);
    QFETCH(const int, seed);
    const QByteArray begun = documents().at(document);
    PipelineDocument edited;
    const Layout drawn{.nodes = {{QStringLiteral("died"), {{8, 16}}}}};
    edited.begin(begun, drawn, true);
    NodeListModel nodes;
    WireListModel wires;
    OutlineModel outline;
    nodes.setDocument(&edited);
    wires.setDocument(&edited);
    outline.setDocument(&edited);
    const QAbstractItemModelTester nodesTester(&nodes);
    const QAbstractItemModelTester wiresTester(&wires);
    const QAbstractItemModelTester outlineTester(&outline);
    QSignalSpy resets(&edited, &PipelineDocument::wasReset);
    const auto agrees = [&] {
        QVERIFY2(readPipeline(edited.text()).pipeline == edited.pipeline(),
                 edited.text().constData());
        QCOMPARE(idsOf(nodes), edited.nodeIds());
        QCOMPARE(keysOf(wires), keysOf(edited.wires()));
        QCOMPARE(outline.rowCount(), edited.nodeCount());
        QCOMPARE(keysOf(edited.wires()), keysOf(shownWires(edited.pipeline())));
    };

    Monkey monkey(edited, static_cast<quint32>(seed * 100 + document));
    for (int step = 0; step < 40; ++step) {
        monkey.step();
        agrees();
        if (QTest::currentTestFailed())
            return;
    }
    const QByteArray last = edited.text();
    const Layout lastDrawn = edited.layout();
    while (edited.canUndo()) {
        edited.undo();
        agrees();
    }
    QCOMPARE(edited.text(), begun);
    QCOMPARE(edited.layout(), drawn);
    QVERIFY(!edited.isModified());
    while (edited.canRedo())
        edited.redo();
    agrees();
    QCOMPARE(edited.text(), last);
    QCOMPARE(edited.layout(), lastDrawn);
    // In brackets, mappings are written anew as a whole, sorted by their keys.
    if (document < 3)
        QCOMPARE(resets.count(), 0);
}

// What is quick for a large document writes the same bytes as what reads all of it.
void TestDocumentRandom::aFewBlocksAreEditedLikeTheWhole()
{
    using Edit = DocumentText::Edit;
    const LoadedPipeline loaded = readPipeline(handWritten);
    const auto blocks = TextBlocks::cut(handWritten, loaded);
    QVERIFY(blocks);
    QRandomGenerator random(7);
    int quick = 0;
    for (int round = 0; round < 400; ++round) {
        QList<Edit> edits;
        const auto wires = loaded.pipeline.wires.size();
        for (qsizetype wire = wires - 1; wire >= 0; --wire) {
            const QString pointer = QStringLiteral("/wires/%1").arg(wire);
            if (random.bounded(4) == 0)
                edits += Edit::remove(pointer);
            else if (random.bounded(4) == 0)
                edits += Edit::set(pointer, QStringLiteral("died -> page"));
        }
        for (const Node &node : loaded.pipeline.nodes) {
            const QString pointer = QStringLiteral("/nodes/") + node.id;
            if (random.bounded(5) == 0)
                edits += Edit::remove(pointer);
            else if (random.bounded(5) == 0)
                edits += Edit::rename(pointer, node.id + QStringLiteral("-2"));
            else if (random.bounded(5) == 0)
                edits += Edit::set(pointer + QStringLiteral("/label"), QStringLiteral("x"));
        }
        if (random.bounded(3) == 0)
            edits += Edit::set(QStringLiteral("/wires/-"), QStringLiteral("died -> page"));
        const auto few = blocks->edited(edits);
        if (!few)
            continue;
        ++quick;
        const auto whole = DocumentText::apply(handWritten, edits);
        QVERIFY(whole);
        QCOMPARE(*few, *whole);
    }
    QVERIFY2(quick > 300, qPrintable(QString::number(quick)));
}

// The order of the text, after whatever else was done to it: the nodes are the same, no line is
// lost and undone it is the same bytes.
void TestDocumentRandom::movesInTheFileKeepEveryLine()
{
    QFETCH(const int, document);
    QFETCH(const int, seed);
    const QByteArray begun = documents().at(document);
    PipelineDocument edited;
    edited.begin(begun, {}, true);
    const auto number = static_cast<quint32>(seed * 1000 + document);
    Monkey monkey(edited, number);
    QRandomGenerator random(number);
    for (int step = 0; step < 12; ++step) {
        monkey.step();
        const QByteArray before = edited.text();
        const QStringList ids = edited.nodeIds();
        if (ids.isEmpty())
            continue;
        const QString id = ids.at(random.bounded(int(ids.size())));
        const int by = random.bounded(2) == 0 ? -1 : 1;
        const auto places = [](const PipelineDocument &pipeline) {
            QByteArrayList lines = pipeline.text().split('\n');
            lines.removeAll(QByteArray());
            std::sort(lines.begin(), lines.end());
            return lines;
        };
        const QByteArrayList lines = places(edited);
        const int count = edited.undoStack()->count();
        edited.moveInFile({id}, by);
        const qsizetype last = ids.size() - 1;
        const qsizetype wanted = std::clamp<qsizetype>(ids.indexOf(id) + by, 0, last);
        QCOMPARE(edited.nodeIds().indexOf(id), wanted);
        QVERIFY(readPipeline(edited.text()).pipeline == edited.pipeline());
        if (document < 3)
            QCOMPARE(places(edited), lines);
        if (edited.text() == before)
            continue;
        QCOMPARE(edited.undoStack()->count(), count + 1);
        edited.undo();
        QCOMPARE(edited.text(), before);
        edited.redo();
    }
    while (edited.canUndo())
        edited.undo();
    QCOMPARE(edited.text(), begun);
    QVERIFY(!edited.isModified());
}

QTEST_GUILESS_MAIN(TestDocumentRandom)
#include "tst_documentrandom.moc"
