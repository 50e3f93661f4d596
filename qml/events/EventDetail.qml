pragma ComponentBehavior: Bound
import QtQuick
import Saltern.Studio
import Saltern.Ui

// One event in full, what can be done with it, and why a node did not want it.
Item {
    id: detail

    required property EventListModel events
    required property int row
    required property var shell
    readonly property PipelineDocument document: shell.document
    // A row stands for another event when older ones are dropped; what was chosen stays.
    property string eventText: ""
    property string eventType: ""
    property string node: ""

    onRowChanged: {
        if (row < 0)
            return;
        eventText = events.eventText(row);
        eventType = events.typeAt(row);
        whyNot.clear();
        if (node !== "" && document)
            whyNot.ask(document, node, eventText);
    }

    WhyNot { id: whyNot }

    EmptyState {
        visible: detail.eventText === ""
        anchors.fill: parent
        iconName: "events"
        title: qsTr("Choose an event")
        text: qsTr("Here you see it in full, make a pipeline from it, and find out why a node did not want it.")
    }
    Column {
        id: head
        visible: detail.eventText !== ""
        x: 12
        y: 12
        width: parent.width - 24
        spacing: 8
        Label {
            width: parent.width
            text: detail.eventType
            mono: true
            elide: Text.ElideMiddle
            font.weight: Font.DemiBold
        }
        Flow {
            width: parent.width
            spacing: 8
            AppButton {
                objectName: "pipelineFromEvent"
                iconName: "plus"
                text: qsTr("Make a pipeline from this")
                onClicked: {
                    if (LiveRuns.pipelineFromEvent(detail.eventText))
                        detail.shell.page = "design";
                }
            }
            AppComboBox {
                id: nodes
                visible: detail.document !== null && detail.document.nodeCount > 0
                width: Math.round(190 * Theme.scale)
                model: detail.document ? [qsTr("Why not …"), ...detail.document.nodeIds()] : []
                currentIndex: detail.node === "" ? 0 : Math.max(0, model.indexOf(detail.node))
                Accessible.name: qsTr("Why did this node not want it?")
                onActivated: index => {
                    detail.node = index === 0 ? "" : model[index];
                    if (index > 0)
                        whyNot.ask(detail.document, model[index], detail.eventText);
                    else
                        whyNot.clear();
                }
            }
        }
        Column {
            visible: whyNot.outcome !== ""
            width: parent.width
            spacing: 4
            Label {
                objectName: "whyNotOutcome"
                width: parent.width
                text: whyNot.outcome
                wrapMode: Text.Wrap
                color: whyNot.matched ? Theme.good : Theme.warning
            }
            Repeater {
                model: whyNot
                Label {
                    required property string sentence
                    required property bool matched
                    width: parent?.width ?? 0
                    text: (matched ? "✓ " : "× ") + sentence
                    wrapMode: Text.Wrap
                    color: matched ? Theme.textMuted : Theme.danger
                }
            }
        }
    }
    JsonView {
        visible: detail.eventText !== ""
        anchors { left: parent.left; right: parent.right; top: head.bottom; bottom: parent.bottom; margins: 12; topMargin: 10 }
        name: qsTr("Event as JSON")
        text: detail.eventText
    }
}
