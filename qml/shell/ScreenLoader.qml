pragma ComponentBehavior: Bound
import QtQuick
import Saltern.Studio
import Saltern.Ui

// The screen in front. A screen is made when it is first wanted and kept, so that going back to it
// finds it as it was left.
Item {
    id: loader

    required property var shell
    required property var screens
    required property string current

    // Makes a screen without showing it.
    function prepare(id: string): void {
        for (let i = 0; i < all.count; ++i) {
            if (loader.screens[i].id === id)
                all.itemAt(i).make();
        }
    }

    Repeater {
        id: all
        model: loader.screens
        Loader {
            id: screen

            required property var modelData
            readonly property bool isCurrent: loader.current === modelData.id
            property bool wanted: false

            anchors.fill: parent
            visible: isCurrent
            active: wanted
            onIsCurrentChanged: begin()
            Component.onCompleted: begin()
            function begin(): void {
                if (!isCurrent)
                    return;
                make();
                item?.forceActiveFocus();
            }
            function make(): void {
                if (wanted)
                    return;
                wanted = true;
                setSource(Qt.resolvedUrl(modelData.url), { shell: loader.shell });
            }
        }
    }
}
