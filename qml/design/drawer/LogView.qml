pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// What functions said, call by call. A click on a line selects its node.
Item {
    id: logView

    required property LogModel log
    property bool follow: true
    signal nodeChosen(string node)

    function copyAll(): void {
        clipboard.text = log.allText();
        clipboard.selectAll();
        clipboard.copy();
        clipboard.text = "";
    }

    TextEdit { id: clipboard; visible: false }
    ListView {
        id: list
        anchors.fill: parent
        clip: true
        model: logView.log
        reuseItems: true
        boundsBehavior: Flickable.StopAtBounds
        activeFocusOnTab: true
        topMargin: 6
        bottomMargin: 6
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Log")
        Basic.ScrollBar.vertical: AppScrollBar {}
        // The tool of Qt 6.4 does not know that callLater is a function.
        onCountChanged: if (logView.follow) Qt.callLater(positionViewAtEnd) // qmllint disable type
        // Scrolling back is reading: what comes in must not carry it away.
        onMovementStarted: logView.follow = false
        onMovementEnded: if (atYEnd) logView.follow = true
        delegate: Item {
            id: line

            required property string html
            required property string text
            required property bool heading
            required property string node
            required property string state

            width: ListView.view.width
            height: Math.round((heading ? 26 : 19) * Theme.scale)
            Accessible.role: Accessible.ListItem
            Accessible.name: text
            HoverHandler { id: hover }
            TapHandler { onTapped: logView.nodeChosen(line.node) }
            Rectangle {
                anchors.fill: parent
                visible: hover.hovered
                color: Theme.hover
            }
            Text {
                x: line.heading ? 14 : 30
                width: parent.width - x - 14
                height: parent.height
                verticalAlignment: line.heading ? Text.AlignBottom : Text.AlignVCenter
                bottomPadding: line.heading ? 2 : 0
                textFormat: line.heading ? Text.PlainText : Text.StyledText
                text: line.heading ? line.text : line.html
                elide: Text.ElideRight
                color: line.heading ? Theme.stateColor(line.state) : Theme.text
                font.family: Theme.monoFamily
                font.pixelSize: Theme.fontNormal - 1
            }
        }
    }
    EmptyState {
        visible: logView.log.count === 0
        anchors.fill: parent
        iconName: "file"
        title: logView.log.search !== "" || logView.log.node !== "" ? qsTr("No line like that") : qsTr("Nothing was said yet")
        text: logView.log.search !== "" || logView.log.node !== "" ? "" : qsTr("What functions write to their output, and why steps fail, is shown here while the pipeline runs. Logs of earlier runs are in Trace.")
    }
}
