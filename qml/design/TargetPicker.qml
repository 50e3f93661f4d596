import QtQuick
import Saltern.Studio
import Saltern.Ui

// Wiring by keyboard: from a node, first the output when it has several, then the node to lead to.
SearchPopup {
    id: picker

    required property CanvasView canvas
    property string node: ""
    property string port: ""
    property bool asksForPort: false

    function openFor(id: string): void {
        const outputs = canvas.commands.outputsOf(id);
        if (outputs.length === 0)
            return;
        node = id;
        asksForPort = outputs.length > 1;
        port = outputs[0].name;
        const rect = canvas.nodeRect(id);
        x = rect.x + rect.width + 12;
        y = rect.y;
        open();
    }

    function found(title: string, subtitle: string): bool {
        const text = query.toLowerCase();
        return title.toLowerCase().includes(text) || subtitle.toLowerCase().includes(text);
    }

    objectName: "targetPicker"
    staysOpen: asksForPort
    placeholder: asksForPort ? qsTr("From which output?") : qsTr("Connect to…")
    emptyText: qsTr("No node can follow here")
    rows: {
        if (!visible)
            return [];
        const all = asksForPort
            ? canvas.commands.outputsOf(node).map(output => ({ key: output.name, title: output.name, subtitle: output.title, category: "logic" }))
            : canvas.commands.targetsOf(node, port).map(target => ({ key: target.node, title: target.title, subtitle: target.kindLine, category: target.category }));
        return all.filter(row => found(row.title, row.subtitle));
    }
    onChosen: row => {
        if (!asksForPort) {
            canvas.document.connectNodes(node, port, row.key);
            return;
        }
        port = row.key;
        asksForPort = false;
        clear();
    }
}
