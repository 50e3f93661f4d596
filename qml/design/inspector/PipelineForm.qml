import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// The pipeline as a whole: shown while no node is selected.
Item {
    id: form

    required property PipelineDocument document

    function set(field: string, value: string) {
        if (document !== null)
            document.setHead(field, value);
    }

    Flickable {
        id: page
        anchors.fill: parent
        visible: form.document !== null
        contentWidth: width
        contentHeight: column.height + 32
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        Basic.ScrollBar.vertical: AppScrollBar {}

        FocusFollower { scroll: page }
        Column {
            id: column
            x: 16
            y: 16
            width: form.width - 32
            spacing: 14

            Label {
                text: qsTr("Pipeline")
                font.pixelSize: Theme.fontLarge
                font.weight: Font.DemiBold
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }
            HeadField {
                title: qsTr("Name")
                help: qsTr("Part of every event type that its nodes send: letters, digits and -.")
                value: form.document === null ? "" : form.document.name
                onDone: text => form.set("pipeline", text)
            }
            HeadField {
                title: qsTr("Title")
                help: qsTr("What it does, in one line.")
                value: form.document === null ? "" : form.document.title
                onDone: text => form.set("title", text)
            }
            HeadField {
                title: qsTr("Description")
                help: qsTr("For whoever reads the pipeline.")
                paragraph: true
                value: form.document === null ? "" : form.document.description
                onDone: text => form.set("description", text)
            }
            HeadChoice {
                title: qsTr("Guarantee")
                help: qsTr("After a crash, steps with an unknown outcome run again, or are marked lost.")
                choices: [{ value: "at-least-once", text: qsTr("At least once") }, { value: "at-most-once", text: qsTr("At most once") }]
                value: form.document === null ? "" : form.document.guarantee
                onChosen: value => form.set("guarantee", value)
            }
            HeadChoice {
                title: qsTr("Durability")
                help: qsTr("What the journal survives: a power cut, or only the end of the engine's process.")
                choices: [{ value: "full", text: qsTr("Power cut") }, { value: "process", text: qsTr("Process") }]
                value: form.document === null ? "" : form.document.durability
                onChosen: value => form.set("durability", value)
            }
            HeadChoice {
                title: qsTr("Missed events")
                help: qsTr("Events of the last hour that came while the engine was down.")
                choices: [{ value: "run", text: qsTr("Run") }, { value: "skip", text: qsTr("Skip") }]
                value: form.document === null ? "" : form.document.missed
                onChosen: value => form.set("missed", value)
            }
        }
    }
}
