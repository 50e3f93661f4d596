import QtQuick
import Saltern.Studio
import Saltern.Ui

// Events with the picture of what each was about; oldest first, the newest in sight while following.
DataTable {
    id: table

    property EventListModel events
    property bool wide: false

    model: events
    name: qsTr("Events")
    columns: [
        { title: qsTr("Time"), role: "time", width: 104, mono: true, color: () => Theme.textFaint },
        { title: qsTr("Host"), role: "host", width: 96, spare: 2, mono: true, color: () => Theme.textMuted },
        { title: qsTr("Type"), role: "type", fill: 3, least: 132, elide: Text.ElideMiddle, mono: true, color: m => Theme.originColor(m.origin) },
        { title: qsTr("About"), role: "summary", fill: 4, mono: true },
        { title: qsTr("Where it went"), role: "fate", fill: 3, spare: 1, mono: true, color: m => m.matched ? Theme.good : Theme.textFaint }
    ]
}
