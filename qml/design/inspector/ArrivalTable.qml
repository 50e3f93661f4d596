import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// The last events of a node or a wire. A chosen one paints its run on the canvas.
Item {
    id: view

    required property NodeHistory history
    required property RunOverlay overlay
    required property string emptyText

    readonly property alias table: table

    DataTable {
        id: table
        objectName: "arrivals"
        anchors.fill: parent
        visible: count > 0
        showHeader: false
        rowHeight: Math.round(30 * Theme.scale)
        name: qsTr("Last events")
        model: view.history
        columns: [
            { role: "time", width: 124, color: () => Theme.textMuted, mono: true,
              dot: m => m.state === "ok" ? "good" : m.state === "failed" || m.state === "timedOut" ? "danger" : "neutral" },
            { text: m => m.summary || m.type, fill: 2 },
            { role: "exits", fill: 1, color: () => Theme.textMuted }
        ]
        onChosen: row => view.overlay?.showRun(view.history.at(row, "run"))
    }
    Label {
        visible: table.count === 0
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: 16 }
        wrapMode: Text.Wrap
        tone: "muted"
        text: view.emptyText
    }
}
