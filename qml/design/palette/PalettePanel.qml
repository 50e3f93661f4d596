pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// Every kind of node, by category. A kind is dragged onto the canvas, or added at `dropPoint` with
// Enter or a double click. Typing in the box filters by name, tag and type of event.
Rectangle {
    id: panel

    required property PipelineDocument document
    property Selection selection: document === null ? null : document.selection
    property point dropPoint: Qt.point(0, 0) // scene units
    property bool shortcuts: true
    signal added(string id)

    function focusSearch() {
        search.forceActiveFocus();
        search.selectAll();
    }
    function add(kind: string) {
        if (document === null || kind === "")
            return;
        const id = document.addNode(kind, dropPoint);
        if (id === "")
            return;
        selection.set([id]);
        added(id);
    }

    // What it may have a share of.
    property real room: 0
    implicitWidth: Math.min(Math.round(196 * Theme.scale), Math.max(196, room * 0.22))
    color: Theme.panel
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("Palette")

    Shortcut {
        sequence: "/"
        enabled: panel.shortcuts && panel.visible
        onActivated: panel.focusSearch()
    }
    NodeKindModel {
        id: kinds
        filter: search.text
    }
    Rectangle {
        anchors.right: parent.right
        width: 1
        height: parent.height
        color: Theme.border
    }
    AppTextField {
        id: search
        objectName: "search"
        anchors { left: parent.left; right: parent.right; top: parent.top; margins: 12 }
        placeholderText: qsTr("Search nodes")
        rightPadding: Math.round(18 * Theme.scale) + 16
        Keys.onDownPressed: {
            list.forceActiveFocus(Qt.TabFocusReason);
            list.currentIndex = 0;
        }
        Keys.onReturnPressed: panel.add(list.kindAt(0))
        Keys.onEscapePressed: event => {
            event.accepted = text !== "";
            text = "";
        }
        Rectangle {
            visible: search.text === "" && !search.activeFocus
            anchors { right: parent.right; rightMargin: 8; verticalCenter: parent.verticalCenter }
            width: Math.round(18 * Theme.scale)
            height: width
            radius: 4
            color: "transparent"
            border.color: Theme.borderStrong
            Label {
                anchors.centerIn: parent
                text: "/"
                tone: "faint"
                font.pixelSize: Theme.fontSmall
            }
        }
        IconButton {
            visible: search.text !== ""
            anchors { right: parent.right; rightMargin: 2; verticalCenter: parent.verticalCenter }
            width: 26
            height: 26
            iconName: "close"
            ink: Theme.textMuted
            tip: qsTr("Clear (Escape)")
            onClicked: search.clear()
        }
    }
    ListView {
        id: list
        objectName: "kinds"

        // A bound component cannot be a section delegate in Qt 6.4; as a variant it is not collected.
        readonly property var heading: Qt.createComponent("PaletteHeading.qml")

        function kindAt(row: int): string {
            return row < 0 || row >= count ? "" : String(kinds.data(kinds.index(row, 0), NodeKindModel.KindRole));
        }

        anchors { left: parent.left; right: parent.right; rightMargin: 1; top: search.bottom; topMargin: 4; bottom: parent.bottom }
        clip: true
        // Kinds beyond the end would be made later, and Qt 6.4 warns when a search has removed them by then.
        cacheBuffer: 0
        model: kinds
        activeFocusOnTab: true
        currentIndex: -1
        keyNavigationEnabled: true
        boundsBehavior: Flickable.StopAtBounds
        bottomMargin: 12
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Kinds of nodes")
        Basic.ScrollBar.vertical: AppScrollBar {}
        onActiveFocusChanged: if (activeFocus && currentIndex < 0) currentIndex = 0
        Keys.onReturnPressed: panel.add(kindAt(currentIndex))
        Keys.onEnterPressed: panel.add(kindAt(currentIndex))
        Keys.onPressed: event => {
            if (event.key === Qt.Key_Up && currentIndex <= 0) {
                search.forceActiveFocus(Qt.BacktabFocusReason);
                event.accepted = true;
            }
        }
        section.property: "category"
        section.delegate: heading
        delegate: PaletteItem {
            width: list.width
            current: list.activeFocus && ListView.isCurrentItem
            onAddRequested: panel.add(kind)
            onPressed: list.currentIndex = index
        }
    }
    Column {
        visible: list.count === 0
        anchors { top: search.bottom; topMargin: 24; horizontalCenter: parent.horizontalCenter }
        width: parent.width - 32
        spacing: 8
        Label {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            wrapMode: Text.Wrap
            tone: "muted"
            text: qsTr("No kind of node is called “%1”.").arg(search.text)
        }
        AppButton {
            anchors.horizontalCenter: parent.horizontalCenter
            kind: "flat"
            text: qsTr("Show all")
            onClicked: search.clear()
        }
    }
}
