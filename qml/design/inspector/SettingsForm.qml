pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// The settings of the selected nodes, made from their kind's descriptor; the rare ones are folded.
Flickable {
    id: form

    required property PipelineDocument document
    required property var nodes // ids
    required property var scope
    required property var samples
    readonly property alias model: parameters
    property bool showAdvanced: false
    readonly property string timeZone: nodes.length === 1 && document !== null ? String(document.parameter(nodes[0], "/timezone") ?? "") : ""

    // Puts the keyboard into the field of a setting, of which a problem tells.
    function focusFirst(): void {
        (plain.itemAt(0) as ParameterRow)?.focusEditor();
    }
    function focusField(pointer: string): bool {
        for (const repeater of [plain, rare]) {
            for (let i = 0; i < repeater.count; ++i) {
                const field = repeater.itemAt(i) as ParameterRow;
                if (field === null || field.pointer !== pointer)
                    continue;
                showAdvanced = showAdvanced || repeater === rare;
                field.focusEditor();
                contentY = Math.max(0, Math.min(field.mapToItem(content, 0, 0).y - 40, contentHeight - height));
                return true;
            }
        }
        return false;
    }

    clip: true
    contentHeight: content.implicitHeight + 32
    boundsBehavior: Flickable.StopAtBounds
    Basic.ScrollBar.vertical: AppScrollBar {}

    FocusFollower { scroll: form }
    ParameterModel {
        id: parameters
        document: form.document
        nodes: form.nodes
    }
    Column {
        id: content
        x: 16
        y: 14
        width: form.width - 32
        spacing: 16

        Label {
            visible: parameters.count === 0
            width: parent.width
            wrapMode: Text.Wrap
            tone: "muted"
            text: parameters.unknownKind ? qsTr("This build does not know the kind of this node. Its YAML can be edited.")
                : form.nodes.length > 1 ? qsTr("These nodes have no setting in common.") : qsTr("This node has no settings.")
        }
        Flow {
            width: parent.width
            spacing: 12
            SettingRows {
                id: plain
                settings: form
                rowWidth: content.width
                model: ParameterSection { sourceModel: parameters }
            }
        }
        AppButton {
            id: fold
            objectName: "advanced"
            visible: advanced.count > 0
            kind: "flat"
            leftPadding: 0
            iconName: open ? "chevron-down" : "chevron-right"
            readonly property bool open: form.showAdvanced || advanced.hasProblem
            text: advanced.writtenCount > 0 ? qsTr("Advanced (%1 set)").arg(advanced.writtenCount) : qsTr("Advanced")
            onClicked: form.showAdvanced = !form.showAdvanced
        }
        Flow {
            visible: fold.open
            width: parent.width
            spacing: 12
            SettingRows {
                id: rare
                settings: form
                rowWidth: content.width
                model: ParameterSection {
                    id: advanced
                    sourceModel: parameters
                    advanced: true
                }
            }
        }
    }
}
