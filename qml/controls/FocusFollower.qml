import QtQuick

// Scrolls so far that what has the keyboard can be seen. Stands inside of the Flickable that it
// scrolls.
Item {
    id: follower

    required property Flickable scroll
    readonly property Item focused: Window.activeFocusItem

    function isInside(item: Item): bool {
        for (let around = item; around !== null; around = around.parent) {
            if (around === scroll.contentItem)
                return true;
        }
        return false;
    }

    onFocusedChanged: {
        if (focused === null || !isInside(focused))
            return;
        const margin = 16;
        const top = focused.mapToItem(scroll.contentItem, 0, 0).y;
        // What is higher than the place for it is shown from its top on.
        const bottom = top + Math.min(focused.height, scroll.height - 2 * margin);
        if (top < scroll.contentY)
            scroll.contentY = Math.max(0, top - margin);
        else if (bottom > scroll.contentY + scroll.height)
            scroll.contentY = Math.min(scroll.contentHeight, bottom + margin) - scroll.height;
    }
}
