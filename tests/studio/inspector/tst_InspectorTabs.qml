import QtQuick
import QtTest
import Saltern.Studio
import Saltern.Ui

TestCase {
    id: test
    name: "InspectorTabs"
    when: windowShown
    width: 400
    height: 700
    visible: true

    readonly property string pipeline: "saltern: 1
pipeline: shop
nodes:
  died: {kind: docker.event@1, action: die}
  shape: {kind: transform@1, set: {data.cause: memory}}
  diagnose: {kind: function@1, runtime: python, code: \"def handle(event): return {}\"}
wires: [died -> shape, shape -> diagnose]
"
    Component {
        id: panelComponent
        InspectorPanel { width: 320; height: 700 }
    }
    function init() {
        failOnWarning(/.?/);
    }
    function make(node) {
        const document = Workspace.newPipeline();
        verify(document.setYaml(pipeline));
        document.selection.set([node]);
        const panel = createTemporaryObject(panelComponent, test, { document: document, selection: document.selection });
        grabImage(panel);
        return panel;
    }
    function test_c66_aNodeHasItsTabs_data() {
        return [{ tag: "trigger", node: "died", code: false }, { tag: "function", node: "diagnose", code: true }];
    }
    function test_c66_aNodeHasItsTabs(data) {
        const panel = make(data.node);
        const values = panel.tabs.map(tab => tab.value);
        for (const wanted of ["settings", "input", "output", "runs", "notes", "yaml"])
            verify(values.includes(wanted), wanted);
        compare(values.includes("code"), data.code);
        compare(panel.shown, "settings");
        // What was chosen stays chosen where the next node has it, too.
        panel.tab = "notes";
        panel.document.selection.set(["shape"]);
        compare(panel.shown, "notes");
        panel.document.selection.set(["shape", "died"]);
        compare(panel.shown, "settings");
    }
    function find(item, property) {
        if (item[property] !== undefined && item.visible)
            return item;
        for (let i = 0; i < item.children.length; ++i) {
            const found = find(item.children[i], property);
            if (found)
                return found;
        }
        return null;
    }
    function test_c69_outputMarksWhatTheInputDidNotHave() {
        const panel = make("shape");
        panel.lastInput = { type: "docker/container/die", data: { exitCode: 137 } };
        panel.lastOutput = { type: "docker/container/die", data: { exitCode: 137, cause: "memory" } };
        panel.tab = "output";
        grabImage(panel);
        const tab = find(panel, "comparing");
        verify(tab);
        verify(tab.comparable);
        compare(tab.changedLines().length, 0);
        tab.comparing = true;
        const lines = tab.text.split("\n");
        const marked = tab.changedLines();
        compare(marked.length, 1);
        verify(lines[marked[0].first - 1].includes("memory"));
        panel.tab = "input";
        grabImage(panel);
        verify(find(panel, "comparing").text.includes("137"));
    }
}
