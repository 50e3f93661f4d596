import QtQuick
import QtTest
import Saltern.Studio
import Saltern.Ui

TestCase {
    id: test
    name: "InspectorPanel"
    when: windowShown
    width: 400
    height: 800
    visible: true

    readonly property string pipeline: "saltern: 1
pipeline: shop
nodes:
  died: # why
    kind: docker.event@1
    action: die
  only:
    kind: filter@1
    match:
      data.container.exitCode: [{ anything-but: 0 }] # not what was stopped
  page:
    kind: notify@1
    url: \"{{ secret.PAGER_URL }}\"
    text: \"{{ trigger.data.container.name }} died\"
  say:
    kind: log@1
    message: a
  tell:
    kind: log@1
    message: b
  work:
    kind: function@1
    image: busybox:1.36
    hooks:
      exit:
        - transform: event.data
        - emit: { type: work/done }
wires:
  - died -> only
  - only -> page
  - only -> say
  - only -> tell
"
    Component {
        id: panelComponent
        InspectorPanel { width: 320; height: 800 }
    }
    function init() {
        failOnWarning(/.?/);
        Preferences.theme = "dark";
    }
    function make(nodes) {
        const document = Workspace.newPipeline();
        verify(document.setYaml(pipeline));
        document.selection.set(nodes);
        const panel = createTemporaryObject(panelComponent, test, { document: document, selection: document.selection });
        waitForRendering(panel);
        return panel;
    }
    // The row of a setting.
    function field(item, pointer) {
        for (let i = 0; i < item.children.length; ++i) {
            const child = item.children[i];
            if (child.pointer === pointer && child.form !== undefined)
                return child;
            const found = field(child, pointer);
            if (found !== null)
                return found;
        }
        return null;
    }
    function line(panel, pointer) {
        return findChild(field(panel, pointer), "line");
    }

    function test_c65_showsSettingsOfTheSelection() {
        const panel = make(["say"]);
        verify(field(panel, "/message") !== null);
        panel.selection.set(["died"]);
        verify(field(panel, "/action") !== null);
        panel.selection.clear();
        compare(panel.nodes.length, 0);
    }
    function test_everyTabInBothThemes_data() {
        const rows = [];
        for (const theme of ["dark", "light"])
            for (const node of ["died", "only", "page", "say"])
                rows.push({ tag: theme + " " + node, theme: theme, node: node });
        return rows;
    }
    function test_everyTabInBothThemes(data) {
        Preferences.theme = data.theme;
        const panel = make([data.node]);
        for (const tab of panel.tabs) {
            panel.tab = tab.value;
            compare(panel.shown, tab.value);
            grabImage(panel); // draws at once; waiting for a frame waits in vain when nothing changed
        }
    }
    function test_c67_typingMergesAndResets() {
        const panel = make(["say"]);
        const before = panel.document.yaml();
        const edit = line(panel, "/message");
        edit.forceActiveFocus();
        edit.selectAll();
        for (const letter of "hello")
            keyClick(letter);
        compare(panel.document.parameter("say", "/message"), "hello");
        panel.document.undo();
        compare(panel.document.yaml(), before);
        tryCompare(edit, "text", "a");
    }
    function test_c67_equalsSignBeginsAnExpression() {
        const panel = make(["say"]);
        const row = field(panel, "/message");
        panel.document.setParameter(["say"], "/message", "");
        line(panel, "/message").forceActiveFocus();
        keyClick("=");
        verify(row.isExpression);
        const expression = findChild(row, "expression");
        verify(expression.activeFocus);
        compare(expression.text, "{{  }}");
    }
    function test_c67_typingGoesOnWhenTheEditorChanges() {
        const panel = make(["say"]);
        const row = field(panel, "/message");
        line(panel, "/message").forceActiveFocus();
        keyClick(Qt.Key_End);
        for (const letter of " is {{run.id}}")
            keyClick(letter);
        compare(panel.document.parameter("say", "/message"), "a is {{run.id}}");
        verify(row.isExpression);
        keyClick(Qt.Key_A, Qt.ControlModifier);
        for (const letter of "done")
            keyClick(letter);
        compare(panel.document.parameter("say", "/message"), "done");
        verify(!row.isExpression);
    }
    function test_c68_completesAndShowsTheValue() {
        const panel = make(["say"]);
        const row = field(panel, "/message");
        row.useExpression(true);
        const expression = findChild(row, "expression");
        expression.text = "{{  }}";
        expression.cursorPosition = 3;
        expression.forceActiveFocus();
        for (const letter of "container.na")
            keyClick(letter);
        verify(expression.offering);
        keyClick(Qt.Key_Return);
        compare(expression.text, "{{ event.data.container.name }}");
        compare(panel.document.parameter("say", "/message"), "{{ event.data.container.name }}");
        compare(findChild(row, "expressionPreview").text, "web-1");
        panel.lastInput = { type: "docker/container/die", data: { container: { name: "db-7" } } };
        compare(findChild(row, "expressionPreview").text, "db-7");
    }
    function test_c70_mixedValuesAreMarked() {
        const panel = make(["say", "tell"]);
        const row = field(panel, "/message");
        verify(row.isMixed);
        const edit = line(panel, "/message");
        compare(edit.text, "");
        edit.forceActiveFocus();
        keyClick("z");
        compare(panel.document.parameter("say", "/message"), "z");
        compare(panel.document.parameter("tell", "/message"), "z");
        verify(!field(panel, "/message").isMixed);
    }
    function test_c71_secretsAreChips() {
        const panel = make(["page"]);
        const row = field(panel, "/url");
        verify(row.isExpression);
        compare(findChild(row, "expressionPreview").text, "•••");
    }
    function test_c72_rawYamlGoesBothWays() {
        const panel = make(["say"]);
        panel.tab = "yaml";
        const editor = findChild(panel, "yaml");
        compare(editor.text.trim(), "kind: log@1\nmessage: a");
        editor.forceActiveFocus();
        editor.edited("kind: log@1\nmessage: from yaml\n");
        tryVerify(() => panel.document.parameter("say", "/message") === "from yaml");
        verify(panel.document.yaml().indexOf("died: # why") > 0);
        panel.document.undo();
        tryVerify(() => editor.text.indexOf("message: a") > 0);
    }
    function test_c73_problemsStandAtTheirField() {
        const panel = make(["died"]);
        panel.document.setParameter(["died"], "/type", "nonsense");
        tryVerify(() => field(panel, "/type").problem !== "");
        panel.tab = "notes";
        panel.showField("/type");
        compare(panel.shown, "settings");
    }
    function test_patternEditsOnlyItsClause() {
        const panel = make(["only"]);
        const row = field(panel, "/match");
        const value = findChild(row, "value");
        value.forceActiveFocus();
        value.selectAll();
        keyClick("7");
        verify(panel.document.yaml().indexOf("# not what was stopped") > 0);
        compare(panel.document.parameter("only", "/match/data.container.exitCode")[0]["anything-but"], 7);
    }
    function test_noteIsSaved() {
        const panel = make(["say"]);
        panel.tab = "notes";
        const box = findChild(panel, "note");
        box.forceActiveFocus();
        keyClick("x");
        compare(panel.document.noteOf("say"), "x");
    }
    function test_labelIsTypedOver() {
        const panel = make(["say"]);
        const label = findChild(panel, "label");
        label.forceActiveFocus();
        label.selectAll();
        for (const letter of "Speak")
            keyClick(letter);
        keyClick(Qt.Key_Return);
        compare(panel.document.labelOf("say"), "Speak");
    }
    function test_listsAndMaps() {
        const panel = make(["died"]);
        const add = findChild(field(panel, "/labels"), "addEntry");
        mouseClick(add);
        compare(panel.document.parameter("died", "/labels"), { NAME: "" });
        const key = findChild(field(panel, "/labels/NAME"), "entryKey");
        key.forceActiveFocus();
        key.text = "app";
        keyClick(Qt.Key_Return);
        verify(panel.document.parameter("died", "/labels/app") !== undefined);
        mouseClick(findChild(field(panel, "/labels/app"), "removeEntry"));
        verify(field(panel, "/labels/app") === null);
    }
    // What else can be done with entries of one kind of several is in tst_KindsOfEntries.qml.
    function test_hooksOfAFunction() {
        const panel = make(["work"]);
        mouseClick(findChild(panel, "advanced"));
        const press = (pointer, name) => {
            const button = findChild(field(panel, pointer), name);
            panel.form.contentY = button.mapToItem(panel.form.contentItem, 0, 0).y - 100;
            waitForRendering(panel);
            mouseClick(button);
        };
        const hooks = () => panel.document.parameter("work", "/hooks/exit");
        compare(field(panel, "/hooks/exit/0/transform").title, "Transform");
        press("/hooks/exit/1/emit", "moveUp");
        compare(hooks(), [{ emit: { type: "work/done" } }, { transform: "event.data" }]);
        press("/hooks/exit/1/transform", "removeEntry");
        compare(hooks(), [{ emit: { type: "work/done" } }]);
        const type = line(panel, "/hooks/exit/0/emit/type");
        panel.form.contentY = type.mapToItem(panel.form.contentItem, 0, 0).y - 100;
        type.forceActiveFocus();
        type.selectAll();
        for (const letter of "work/all")
            keyClick(letter);
        compare(panel.document.parameter("work", "/hooks/exit/0/emit/type"), "work/all");
    }
}
